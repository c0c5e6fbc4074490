import { randomUUID } from "node:crypto";
import { chatGatewayPath } from "@pforte/shared/contract/chat";
import { request } from "undici";
import { cardsRequest, type Fleet } from "../bench/fleet.ts";
import { openStreamClient } from "../bench/stream-client.ts";
import { canaryOf, type CanaryWatch } from "./canary.ts";

/** How one person's run went. */
export interface Tally {
  requests: number;
  aborted: number;
  broken: number;
  readonly statuses: Map<number, number>;
}

export interface SoakOptions {
  readonly fleet: Fleet;
  readonly watch: CanaryWatch;
  readonly tally: Tally;
  readonly signal: AbortSignal;
}

const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(Math.random() * items.length)];
const chance = (share: number): boolean => Math.random() < share;

/** What somebody does: looks at everything that the portal shows, acts on it, leaves in the middle, comes back. */
export class SoakPerson {
  readonly #at: number;
  readonly #options: SoakOptions;
  #cookie = "";
  #items: readonly string[] = [];
  #work: readonly string[] = [];
  #downloads: readonly string[] = [];
  #rooms: readonly string[] = [];

  constructor(at: number, options: SoakOptions) {
    this.#at = at;
    this.#options = options;
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      try {
        await this.#signIn();
        const stream = this.#listen();
        for (let steps = 40; steps > 0 && !signal.aborted; steps -= 1) await this.#step();
        stream.close();
        if (chance(0.5)) await this.#ask("POST", "/auth/logout");
      } catch {
        // A replica that was just killed, a sign-in that it interrupted: people try again.
        this.#options.tally.broken += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  async #signIn(): Promise<void> {
    const { fleet } = this.#options;
    this.#cookie = await fleet.signIn(fleet.people[this.#at]?.username ?? "");
  }

  #listen() {
    const { fleet, watch } = this.#options;
    const { address } = pick(fleet.replicas) ?? { address: fleet.origin };
    return openStreamClient({
      address,
      host: fleet.host,
      cookie: this.#cookie,
      isForgetful: true,
      onEvent: ({ data }) => watch.look(this.#at, "event stream", data),
    });
  }

  async #step(): Promise<void> {
    const reads = [
      "/api/cards",
      "/api/cards?patient=true",
      "/api/inbox",
      "/api/inbox?view=later",
      "/api/inbox?view=history",
      "/api/files",
      "/api/files?view=favourites",
      "/api/files?view=shared",
      `/api/files/search?term=${canaryOf(this.#at).slice(0, 7)}`,
      "/api/work",
      "/api/chat/rooms",
      "/api/home",
      "/",
    ];
    const work = pick(this.#work);
    const download = pick(this.#downloads);
    if (work !== undefined) reads.push(`/api/work/statuses?item=${encodeURIComponent(work)}`);
    if (download !== undefined) reads.push(download);
    reads.push(...this.#gatewayReads());
    const path = pick(reads) ?? "/";
    const text = await this.#ask("GET", path);
    if (path === "/api/inbox") this.#items = idsIn(text, "items");
    if (path === "/api/work") this.#work = idsIn(text, "items");
    if (path === "/api/files") this.#downloads = downloadsIn(text);
    if (path === "/api/chat/rooms") this.#rooms = idsIn(text, "rooms");
    if (chance(0.2)) await this.#act();
    if (chance(0.1)) await this.#reply();
  }

  /** What the page's own Matrix client asks: everything that is theirs, and the messages of a room. */
  #gatewayReads(): readonly string[] {
    const [source, room] = roomOf(pick(this.#rooms) ?? "");
    if (room === null) return ["/api/chat/accounts"];
    const gateway = `${chatGatewayPath}/${source}/_matrix/client/v3`;
    return [
      "/api/chat/accounts",
      `${gateway}/sync?timeout=${pick([0, 200]) ?? 0}&set_presence=offline`,
      `${gateway}/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=20`,
    ];
  }

  async #reply(): Promise<void> {
    const room = pick(this.#rooms);
    if (room === undefined) return;
    const answer = { id: randomUUID(), room, text: `Antwort ${canaryOf(this.#at)}`, inReplyTo: null };
    await this.#ask("POST", "/api/chat/reply", answer);
  }

  async #act(): Promise<void> {
    const item = pick(this.#items);
    if (item === undefined) return;
    const act = { id: randomUUID(), act: pick(["read", "unread", "done", "restore"]), item, changes: [] };
    await this.#ask("POST", "/api/inbox/acts", { acts: [act] });
    if (chance(0.5)) await this.#ask("POST", "/api/inbox/undo", { acts: [act.id] });
  }

  async #ask(method: string, path: string, body?: object): Promise<string> {
    const { fleet, watch, tally, signal } = this.#options;
    tally.requests += 1;
    const leaves = chance(0.2) ? [AbortSignal.timeout(Math.ceil(Math.random() * 150))] : [];
    const { headers } = cardsRequest(this.#cookie);
    try {
      const isPage = path === "/" || path.startsWith("/files/");
      const answer = await askReplica(pick(fleet.replicas)?.address ?? fleet.origin, path, {
        method,
        headers: {
          ...headers,
          host: fleet.host,
          ...(method !== "GET" && { origin: fleet.origin }),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...(isPage && { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.any([signal, ...leaves, AbortSignal.timeout(15_000)]),
      });
      tally.statuses.set(answer.status, (tally.statuses.get(answer.status) ?? 0) + 1);
      watch.look(this.#at, `${method} ${path.split("?", 1)[0]}`, answer.text);
      if (answer.status === 401) await this.#signIn();
      return answer.text;
    } catch {
      tally.aborted += 1;
      return "";
    }
  }
}

interface Asking {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
}

/** By the client beneath, because `fetch` cannot say another host than it connects to. */
async function askReplica(address: string, path: string, asking: Asking) {
  const { statusCode, body } = await request(`${address}${path}`, {
    // Given by this file only, and always one of these.
    method: asking.method as "GET" | "POST",
    headers: asking.headers,
    body: asking.body,
    signal: asking.signal,
  });
  return { status: statusCode, text: await body.text() };
}

/** Source and native id of a room. */
function roomOf(id: string): readonly [source: string, room: string | null] {
  const at = id.indexOf(":");
  return at < 0 ? [id, null] : [id.slice(0, at), id.slice(at + 1)];
}

function idsIn(text: string, list: string): string[] {
  return rowsIn(text, list).flatMap((row) => (typeof row["id"] === "string" ? [row["id"]] : []));
}

function downloadsIn(text: string): string[] {
  return rowsIn(text, "files").flatMap((row) => (typeof row["download"] === "string" ? [row["download"]] : []));
}

function rowsIn(text: string, list: string): readonly Record<string, unknown>[] {
  try {
    const reply: unknown = JSON.parse(text);
    // Only looked through, never trusted: a refusal has no such list.
    const rows = (reply as Record<string, unknown>)[list];
    return Array.isArray(rows) ? rows : [];
  } catch {
    return [];
  }
}
