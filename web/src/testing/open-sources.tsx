import { changeDraft, readDraft, type Draft } from "@pforte/shared/contract/admin-draft";
import { readLive } from "@pforte/shared/contract/admin-live";
import { readSources } from "@pforte/shared/contract/admin-sources";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import { aDraft, someConfiguration } from "@pforte/shared/testing/a-draft";
import { aHome } from "@pforte/shared/testing/a-home";
import { expect } from "vitest";
import { page } from "vitest/browser";
import { DraftProvider } from "#api/draft.tsx";
import { SourcesSection } from "#features/admin-sources/sources-section.tsx";
import { Announcer } from "#ui/announcer.tsx";
import { renderPart, type RenderedPortal } from "./render-portal.tsx";
import { network, reply } from "./server.ts";
import { sessionOf } from "./session-of.ts";

type Health = CallReply<typeof readSources>["health"][number];

const home = aHome();
export const chatSource = {
  key: "chat",
  kind: "matrix",
  name: { de: "Chat", en: "Chat" },
  address: "https://matrix.example.org/",
  settings: { serverName: "example.org", odd: [1] },
};
export const sourceKinds = [
  {
    kind: "matrix",
    name: { de: "Matrix" },
    capabilities: ["chat" as const],
    settings: {
      type: "object",
      properties: {
        serverName: {
          type: "string",
          pattern: "^[a-z.]+$",
          title: "Name of the server",
          label: { de: "Servername", en: "Name of the server" },
        },
        account: {
          type: "string",
          enum: ["username", "ask"],
          default: "username",
          label: { de: "Kennung des Kontos", en: "Id of the account" },
        },
        polls: { type: "integer", minimum: 1, title: "Polls per minute" },
      },
      required: ["serverName"],
    },
  },
  { kind: "nextcloud", name: { de: "Nextcloud" }, capabilities: ["files" as const], settings: {} },
];
const well: Health = {
  key: "files",
  state: "ok",
  lastSuccessAt: "2026-11-23T09:43:00.000Z",
  lastFailure: null,
  latency: { median: 84.4, p95: 310, calls: 100 },
};
const badly: Health = {
  key: "chat",
  state: "failing",
  lastSuccessAt: "2026-11-23T07:10:00.000Z",
  lastFailure: { at: "2026-11-23T09:40:00.000Z", reason: "timeout", status: null },
  latency: null,
};

/** Two published sources, the chat's with a tile. */
export function aDraftWithSources(): Draft {
  const document = someConfiguration();
  const [files] = document.sources;
  const tiles = document.tiles.map((tile) => (tile.key === "chat" ? { ...tile, source: "chat" } : tile));
  const both = { ...document, tiles, sources: files === undefined ? [] : [files, chatSource] };
  return aDraft({ document: both, published: { version: 3, document: both } });
}

/** Nothing is switched off, unless a test says so. */
export const noLive: CallReply<typeof readLive> = {
  announcements: [],
  maintenances: [],
  sourcesOff: [],
  mayReadProof: false,
};

/** Opens the section over this draft; every change that it saves is written down in `saved`. */
export async function openSources({
  draft: first = aDraftWithSources(),
  saved = [],
  sourcesOff = [],
  width,
  onOpened,
}: {
  draft?: Draft;
  saved?: unknown[];
  sourcesOff?: CallReply<typeof readLive>["sourcesOff"];
  width?: number;
  onOpened?: (page: RenderedPortal) => void;
} = {}): Promise<HTMLElement> {
  let draft = first;
  network.use(
    sessionOf(),
    reply(readDraft, () => draft),
    reply(readSources, { kinds: sourceKinds, health: [well, badly] }),
    reply(readLive, { ...noLive, sourcesOff }),
    reply(changeDraft, async (request) => {
      const { operations } = changeDraft.body.parse(await request.json());
      saved.push(...operations);
      const { sources } = draft.document;
      const put = operations.flatMap((one) => (one.op === "put-source" ? [one.source] : []));
      const replaced = new Set(
        operations.flatMap((one) =>
          one.op === "remove-source" ? [one.key] : one.op === "put-source" ? [one.source.key] : [],
        ),
      );
      const kept = sources.filter(({ key }) => !replaced.has(key));
      draft = { ...draft, version: draft.version + 1, document: { ...draft.document, sources: [...kept, ...put] } };
      return draft;
    }),
  );
  const opened = await renderPart(
    <DraftProvider>
      <SourcesSection home={home} />
      <Announcer />
    </DraftProvider>,
    { home, ...(width !== undefined && { width }) },
  );
  await expect.element(page.getByRole("heading", { name: "Quellen" })).toBeVisible();
  onOpened?.(opened);
  return opened.container;
}

export const sourceRow = (name: string) =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });
/** What a row says, among other things. */
export const expectSays = async (name: string, text: string) =>
  expect.poll(() => sourceRow(name).element().textContent).toContain(text);
export const press = async (name: string) => page.getByRole("button", { name }).click();
