import { nextcloud } from "../src/connectors/nextcloud/index.ts";
import type { UploadTarget } from "../src/connectors/kit/files.ts";
import { UpstreamError } from "../src/connectors/kit/upstream-error.ts";
import { createUpstreamSource } from "../src/upstream/upstream-source.ts";
import { quietLog } from "./quiet-log.ts";
import { sendsReceipts } from "./sends-receipts.ts";

// Makes the file calls of the Nextcloud connector that are plain WebDAV against any server, and prints what came of
// them: address, person and token are its arguments. The lane with real servers holds them against Apache.
const [address = "", username = "", token = ""] = process.argv.slice(2);

const source = createUpstreamSource({ key: "files", address, authorities: null, log: quietLog, now: () => new Date() });
const { connector } = nextcloud.connect({
  key: "files",
  name: { de: "Dateien" },
  address,
  audience: "opendesk-nextcloud",
  scope: null,
  settings: nextcloud.settings.parse({}),
});
const uploads = connector.files?.uploads;
if (uploads === undefined) throw new Error("The connector takes no uploads.");
const signal = AbortSignal.timeout(30_000);
const http = source.bind({ lane: username, credential: { bearer: async () => token }, signal });
const call = { http, person: { subject: username, username, locale: "de", sendsReceipts }, signal, log: quietLog };

const content = Buffer.from("Inhalt, über den Draht");
const target: UploadTarget = {
  folder: "",
  name: "Übersicht & Plan #1.txt",
  size: content.length,
  changedAt: new Date("2026-03-02T09:00:00Z"),
  ifExists: "ask",
  transfer: "judge-1",
};
async function* bytes() {
  yield content;
}

/** What a call gave, or why it did not. */
async function told(act: () => Promise<unknown>): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return { refused: error.reason };
  }
}

const begin = async (wanted: UploadTarget) => uploads.begin(call, wanted);
const put = async (wanted: UploadTarget) => uploads.part(call, wanted, 1, { stream: bytes(), length: content.length });
const results: Record<string, unknown> = {
  mark: await told(async () => typeof (await connector.files?.mark?.(call))),
  begun: await told(async () => begin(target)),
};
const began = await begin(target).catch(() => null);
if (began !== null && "target" in began) {
  Object.assign(results, {
    stored: await told(async () => put(began.target)),
    repeated: await told(async () => put(began.target)),
    asked: await told(async () => begin(target)),
    beside: await told(async () => begin({ ...target, ifExists: "keep_both" })),
    nowhere: await told(async () => begin({ ...target, folder: "gibt es nicht" })),
    dropped: await told(async () => uploads.abort(call, target)),
  });
}
process.stdout.write(`${JSON.stringify(results)}\n`);
await source.close();
