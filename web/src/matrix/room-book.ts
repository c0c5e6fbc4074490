import type { Library } from "./library.ts";
import type { RoomSummary } from "./model.ts";
import { list, record, text, type Json } from "./raw-event.ts";
import { createCell, isSame } from "./readable.ts";
import { RoomMemory, type Arrival } from "./room-memory.ts";
import { byNewest, summaryOf, type ListFacts } from "./room-summary.ts";

export interface RoomBookOptions {
  readonly source: string;
  readonly account: string;
  readonly library: () => Library;
  readonly now: () => number;
}

/** What an answer of the sync API changed. */
export interface News {
  readonly arrivals: ReadonlyMap<string, Arrival>;
  readonly touched: ReadonlySet<string>;
}

/** All rooms of the person, with what is kept of each. */
export class RoomBook {
  readonly rooms = createCell<readonly RoomSummary[]>([]);
  readonly #options: RoomBookOptions;
  readonly #memories = new Map<string, RoomMemory>();
  readonly #summaries = new Map<string, RoomSummary>();
  readonly #invitedAt = new Map<string, number>();
  /** What was muted here and the homeserver has not said yet. */
  readonly #muted = new Map<string, boolean>();
  /** Left since the first answer; the homeserver may say so without the event that shows it. */
  readonly #left = new Set<string>();
  #isFirst = true;
  #hasSynced = false;

  constructor(options: RoomBookOptions) {
    this.#options = options;
  }

  /** Whether the homeserver has told of all rooms. */
  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  memory(room: string): RoomMemory | null {
    return this.#memories.get(room) ?? null;
  }

  summary(room: string): RoomSummary | null {
    return this.#summaries.get(room) ?? null;
  }

  /** The next answer tells of everything anew. */
  startOver(): void {
    this.#isFirst = true;
  }

  /** Lets go of everything. */
  forget(): void {
    this.#memories.clear();
    this.#summaries.clear();
    this.#invitedAt.clear();
    this.rooms.set([]);
  }

  mute(room: string, isMuted: boolean): void {
    this.#muted.set(room, isMuted);
    this.#list(new Set([room]));
  }

  /** Takes in an answer of the sync API after the client library has. */
  take(answer: unknown): News {
    const json = record(answer);
    const rooms = record(json["rooms"]);
    const joined = record(rooms["join"]);
    const next = text(json["next_batch"]) ?? "";
    const arrivals = new Map<string, Arrival>();
    if (this.#isFirst) {
      this.#forgetAllBut(joined);
    }
    for (const [id, room] of Object.entries(joined)) {
      const memory = this.#memories.get(id) ?? new RoomMemory();
      this.#memories.set(id, memory);
      const arrival = memory.apply(record(room), next);
      if (arrival !== null) {
        arrivals.set(id, arrival);
      }
    }
    for (const id of [...Object.keys(joined), ...Object.keys(record(rooms["invite"]))]) {
      this.#left.delete(id);
    }
    for (const id of Object.keys(record(rooms["leave"]))) {
      this.#left.add(id);
      this.#memories.delete(id);
      this.#invitedAt.delete(id);
    }
    const touched = this.#touchedBy(json, rooms);
    this.#isFirst = false;
    this.#hasSynced = true;
    this.#list(touched);
    return { arrivals, touched };
  }

  #touchedBy(json: Json, rooms: Json): ReadonlySet<string> {
    const types = new Set(list(record(json["account_data"])["events"]).map((event) => record(event)["type"]));
    if (types.has("m.push_rules")) {
      this.#muted.clear();
    }
    if (this.#isFirst || types.has("m.direct") || types.has("m.push_rules")) {
      return new Set(
        this.#options
          .library()
          .rooms()
          .map(({ roomId }) => roomId),
      );
    }
    return new Set(["join", "invite", "leave"].flatMap((part) => Object.keys(record(rooms[part]))));
  }

  #forgetAllBut(joined: Json): void {
    for (const id of this.#memories.keys()) {
      if (!(id in joined)) {
        this.#memories.delete(id);
      }
    }
    this.#summaries.clear();
  }

  #list(touched: ReadonlySet<string>): void {
    const facts = this.#facts();
    const shown = new Map(this.#isShrunk() ? this.rooms.get().map((room) => [room.id, room]) : this.#summaries);
    for (const id of touched) {
      const room = this.#left.has(id) ? null : this.#options.library().room(id);
      const after = room === null ? null : summaryOf(room, this.memory(id), facts);
      const before = shown.get(id);
      if (after === null) {
        this.#summaries.delete(id);
      } else {
        this.#summaries.set(id, before !== undefined && isSame(before, after) ? before : after);
      }
    }
    const next = [...this.#summaries.values()].toSorted(byNewest);
    const current = this.rooms.get();
    if (next.length !== current.length || next.some((room, index) => room !== current[index])) {
      this.rooms.set(next);
    }
  }

  /** After a fresh start the summaries are made anew, from those that are shown. */
  #isShrunk(): boolean {
    return this.#summaries.size < this.rooms.get().length;
  }

  #facts(): ListFacts {
    const { source, account, library, now } = this.#options;
    return {
      source,
      account,
      now: now(),
      direct: directRooms(library().accountData("m.direct")),
      isMuted: (id) => this.#muted.get(id) ?? library().isMuted(id),
      invitedAt: (id) => {
        const at = this.#invitedAt.get(id) ?? now();
        this.#invitedAt.set(id, at);
        return at;
      },
    };
  }
}

/** The rooms that the person has marked as conversations with one other. */
export function directRooms(content: Json): ReadonlySet<string> {
  return new Set(Object.values(content).flatMap((rooms) => list(rooms).filter((room) => typeof room === "string")));
}
