import type { ServerResponse } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startNextcloudStandIn } from "@pforte/e2e/world/nextcloud-stand-in";
import { fullName, people } from "@pforte/e2e/world/people";
import { sourceSchema } from "@pforte/shared/contract/portal-configuration";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { request } from "undici";
import { freePort } from "@pforte/e2e/world/free-ports";
import type { TestPerson } from "./person.ts";
import { buildTestPortal, type TestPortalOptions } from "./portal.ts";

/** The whole portal with a Nextcloud that knows those of the world who may use it. */
export async function startFilesPortal(
  options: TestPortalOptions & { readonly settings?: Readonly<Record<string, unknown>> } = {},
) {
  const port = await freePort();
  const source = sourceSchema.parse({
    key: "files",
    kind: "nextcloud",
    name: { de: "Dateien" },
    address: `http://localhost:${port}`,
    audience: "opendesk-nextcloud",
    scope: "portal-aud-nextcloud",
    settings: options.settings ?? {},
  });
  const portal = await buildTestPortal({ ...options, sources: [source] });
  const tool = await startNextcloudStandIn({ port, issuer: portal.identityProvider.issuer });
  for (const person of people) tool.world.addAccount(person.username, fullName(person));
  return {
    portal,
    tool,
    async [Symbol.asyncDispose]() {
      await portal[Symbol.asyncDispose]();
      await tool.close();
    },
  };
}

export type FilesPortal = Awaited<ReturnType<typeof startFilesPortal>>;

/** Sends a part of an upload as a page does; the body may be a stream. */
export async function sendPart(
  { portal }: Pick<FilesPortal, "portal">,
  person: TestPerson,
  part: { readonly upload: string; readonly number?: number; readonly length: number; readonly signal?: AbortSignal },
  body: Buffer | AsyncIterable<Uint8Array>,
) {
  const query = new URLSearchParams({ upload: part.upload, part: String(part.number ?? 1) });
  const answer = await request(`${portal.origin}/api/files/uploads/part?${query.toString()}`, {
    method: "PUT",
    headers: {
      accept: "application/json",
      cookie: person.jar.header(new URL(portal.origin)) ?? "",
      origin: portal.origin,
      "sec-fetch-site": "same-origin",
      [portalHeader.name]: portalHeader.value,
      "content-type": "application/octet-stream",
      "content-length": String(part.length),
    },
    // The client's type knows Node's streams; any iterable of bytes does.
    body: body as Buffer,
    headersTimeout: 60_000,
    ...(part.signal !== undefined && { signal: part.signal }),
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, body: text === "" ? null : (JSON.parse(text) as unknown) };
}

/** Answers the GETs of bytes in another way than Nextcloud does. */
export function answerBytesOf(
  { tool }: Pick<FilesPortal, "tool">,
  answer: (response: ServerResponse) => unknown,
): void {
  tool.levers.intercept((call, response) => {
    if (call.method !== "GET" || !/\/files\/ines\/|\/core\/preview/u.test(call.path)) return false;
    answer(response);
    return true;
  });
}

/** Bytes that are made while they are sent. */
export async function* madeBytes(length: number, piece = 64 * 1024): AsyncGenerator<Uint8Array, void, undefined> {
  const block = Buffer.alloc(piece, "0123456789abcdef");
  for (let left = length; left > 0; left -= piece) yield left >= piece ? block : block.subarray(0, left);
}

/** How much memory is held, garbage aside, looked at every few megabytes of a stream. */
export function memoryGrowth() {
  setFlagsFromString("--expose-gc");
  // The flag brings the function into contexts that are made after it.
  const collect = runInNewContext("gc") as () => void;
  const held = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = held();
  const step = 8 * 1024 * 1024;
  let next = step;
  let most = 0;
  return {
    look(bytes: number): void {
      if (bytes < next) return;
      next += step;
      most = Math.max(most, held() - before);
    },
    most: () => most,
  };
}
