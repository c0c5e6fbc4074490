import type { Desk } from "./desk.ts";
import { path } from "./matrix-call.ts";
import type { ChatPerson } from "./model.ts";
import { plainLine } from "./plain-text.ts";
import { record, text, type RawEvent } from "./raw-event.ts";

/** In larger rooms those who wrote lately are enough to choose from. */
const mostMembers = 2000;

/** Who is in an open room: asked for, because the client library only knows those who wrote lately. */
export class Members {
  readonly #room: string;
  readonly #desk: Desk;
  readonly #signal: AbortSignal;
  readonly #onChange: () => void;
  #names: ReadonlyMap<string, string> = new Map();
  #all: readonly ChatPerson[] = [];
  #isLoading = false;
  #isWanted = false;
  #isOld = true;

  constructor(room: string, desk: Desk, signal: AbortSignal, onChange: () => void) {
    this.#room = room;
    this.#desk = desk;
    this.#signal = signal;
    this.#onChange = onChange;
  }

  /** By name; empty until they are known. */
  get all(): readonly ChatPerson[] {
    return this.#all;
  }

  /** As told apart from all others of the room, of whom the client library only knows some. */
  nameOf(user: string): string | undefined {
    return this.#names.get(user);
  }

  /** Asks again once somebody has come or gone, also while an earlier answer is under way, which may not know of it. */
  hear(events: readonly RawEvent[]): void {
    if (events.some(({ type }) => type === "m.room.member")) {
      this.#isOld = true;
      this.mend();
    }
  }

  /** Asks for what is wanted and could not be had, now that the way is there. */
  mend(): void {
    if (this.#isWanted && this.#isOld) {
      this.load();
    }
  }

  /** Asks who is there now, one call at a time. */
  load(): void {
    this.#isWanted = true;
    if (this.#isLoading || (this.#desk.book.summary(this.#room)?.memberCount ?? 0) > mostMembers) {
      return;
    }
    this.#isLoading = true;
    this.#isOld = false;
    void this.#ask().then((isThere) => {
      this.#isLoading = false;
      if (!isThere) {
        this.#isOld = true;
      } else if (this.#isOld) {
        this.load();
      }
    });
  }

  async #ask(): Promise<boolean> {
    try {
      const where = path`/v3/rooms/${this.#room}/joined_members`;
      const { joined } = await this.#desk.ask({ path: where, signal: this.#signal });
      const names = Object.entries(record(joined)).map(([id, member]) => [id, nameFor(id, record(member))] as const);
      this.#all = toldApart(names);
      this.#names = new Map(this.#all.map(({ id, name }) => [id, name]));
      this.#onChange();
      return true;
    } catch {
      // Until they can be had, names are those of the messages, and nobody can be mentioned by choosing.
      return false;
    }
  }
}

function nameFor(id: string, member: Readonly<Record<string, unknown>>): string {
  const given = plainLine(text(member["display_name"]) ?? "");
  return given === "" ? (/^@([^:]+):/u.exec(id)?.[1] ?? id) : given;
}

/** Names that can be confused get the id: those that only look alike, and those that have the form of a told-apart one. */
function toldApart(names: readonly (readonly [string, string])[]): ChatPerson[] {
  const count = new Map<string, number>();
  for (const name of names.map(([, given]) => looks(given))) {
    count.set(name, (count.get(name) ?? 0) + 1);
  }
  const order = new Intl.Collator();
  return names
    .map(([id, name]) => ({
      id,
      name: (count.get(looks(name)) ?? 0) > 1 || looksLikeId(name) ? `${name} (${id})` : name,
    }))
    .toSorted((one, other) => order.compare(one.name, other.name));
}

function looks(name: string): string {
  return name.normalize("NFKC").replaceAll(/\s+/gu, "").toLowerCase();
}

/** Somebody may call themself by what looks like another's account. */
function looksLikeId(name: string): boolean {
  const at = name.indexOf("@");
  return at >= 0 && name.lastIndexOf(":") > at + 1;
}
