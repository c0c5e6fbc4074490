import { setTimeout as sleep } from "node:timers/promises";
import { readDraft } from "@pforte/shared/contract/admin-draft";
import { readLive } from "@pforte/shared/contract/admin-live";
import { listChatRooms } from "@pforte/shared/contract/chat";
import { listFiles } from "@pforte/shared/contract/files";
import { readHome } from "@pforte/shared/contract/home";
import { readInbox } from "@pforte/shared/contract/inbox";
import { listWork } from "@pforte/shared/contract/work";
import type { Known } from "./generated-values.ts";
import type { TestPerson } from "./person.ts";
import type { ToolsPortal } from "./tools-portal.ts";

/** Under which names of a request the same things go. */
const alsoCalled: Readonly<Record<string, readonly string[]>> = {
  id: ["item", "file", "room", "event", "source"],
  key: ["source", "tile", "category", "page", "announcement", "cards"],
  subject: ["sub"],
};

const most = 40;

/** Keys, ids and versions that exist, as the replies of the portal name them. */
export async function knownOf([person, administrator]: readonly [TestPerson, TestPerson]): Promise<Known> {
  const values = new Map<string, Set<string | number>>();
  const note = (name: string, value: string | number) => {
    for (const each of [name, ...(alsoCalled[name] ?? [])]) {
      const some = values.get(each) ?? new Set();
      values.set(each, some);
      if (some.size < most) some.add(value);
    }
  };
  const walk = (value: unknown, name: string): void => {
    if (typeof value === "string" || typeof value === "number") note(name, value);
    else if (Array.isArray(value)) for (const each of value) walk(each, name);
    else if (typeof value === "object" && value !== null)
      for (const [key, each] of Object.entries(value)) walk(each, key);
  };
  // One after the other: the first answers of a busy machine come late enough.
  const questions = [
    async () => person.call(readInbox, { query: {} }),
    async () => person.call(listWork, { query: {} }),
    async () => person.call(listFiles, { query: {} }),
    async () => person.call(listChatRooms, { query: {} }),
    async () => person.call(readHome),
    async () => administrator.call(readDraft),
    async () => administrator.call(readLive),
  ];
  for (const ask of questions) walk(await patiently(ask), "");
  for (const name of ["de", "en", "text", "note", "term", "title"]) values.delete(name);
  return new Map([...values].map(([name, some]) => [name, [...some]]));
}

/** The same, with what the names mean on a route that speaks to one tool. */
export function knownOn(path: string, known: Known, { matrix }: Pick<ToolsPortal, "matrix">): Known {
  if (path.startsWith("/files/")) {
    const files = (known.get("file") ?? []).flatMap((id) => /^files:(.+)$/u.exec(String(id))?.[1] ?? []);
    return new Map([...known, ["source", ["files"]], ["file", files]]);
  }
  if (!/^\/(?:api\/)?chat\//u.test(path)) return known;
  const rooms = [...matrix.homeserver.rooms.values()];
  const events = rooms.flatMap((room) => room.events.slice(-3).map(({ event }) => event.event_id));
  const picture = matrix.media.put(Buffer.from("a picture"), "image/png", null);
  return new Map<string, readonly (string | number)[]>([
    ...known,
    ["source", ["chat"]],
    ["server", [matrix.serverName]],
    ["media", [picture.slice(picture.lastIndexOf("/") + 1)]],
    ["room", rooms.map(({ id }) => id)],
    ["user", ["@ines:localhost", "@katharina:localhost"]],
    ["event", events],
    ["tag", ["m.favourite"]],
  ]);
}

/** Asks again while the portal has too much to do. */
async function patiently(ask: () => Promise<unknown>): Promise<unknown> {
  for (let left = 10; left > 0; left -= 1) {
    try {
      return await ask();
    } catch {
      await sleep(500);
    }
  }
  return ask();
}
