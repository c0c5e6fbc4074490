import { plainLine } from "./plain-text.ts";
import { amount, editedTo, rawEvent, record, relationOf, text, type Json, type RawEvent } from "./raw-event.ts";

/** How many edits, reactions and answers in threads are remembered, of each; a flood of one does not wash away another. */
const mostRemembered = 3000;

/** How many kinds of reactions to one message are shown; the first ones. */
const mostKinds = 40;

/** Whether a reaction is what it looks like: short, and nothing unseen in it. */
function isHonest(key: string): boolean {
  return key !== "" && plainLine(key, 40) === key;
}

/** What belongs to messages without being one: edits, reactions, answers in threads. Kept while their room is open. */
export class Relations {
  readonly #byTarget = new Map<string, Map<string, RawEvent>>();
  /** The targets of what is remembered, of each kind oldest first. */
  readonly #known = {
    replace: new Map<string, string>(),
    annotation: new Map<string, string>(),
    thread: new Map<string, string>(),
  };
  readonly #removed = new Set<string>();
  /** Answers in a thread as the homeserver counted them when its first message came, and those that came since. */
  readonly #threads = new Map<string, number>();

  /** Takes in events in any order, each once; `isLive`: they happen now. */
  add(events: readonly RawEvent[], isLive: boolean): void {
    for (const event of events) {
      if (event.redacts !== null) {
        this.#remove(event.redacts);
      }
    }
    for (const event of events) {
      this.#relate(event, isLive);
    }
    for (const event of events) {
      this.#countThread(event);
    }
  }

  #remove(id: string): void {
    this.#removed.add(id);
    this.#forget(id);
  }

  #forget(id: string): void {
    const known = Object.values(this.#known).find((ids) => ids.has(id));
    const target = known?.get(id);
    if (known === undefined || target === undefined) {
      return;
    }
    known.delete(id);
    const others = this.#byTarget.get(target);
    others?.delete(id);
    if (others?.size === 0) {
      this.#byTarget.delete(target);
    }
  }

  #relate(event: RawEvent, isLive: boolean): void {
    const relation = relationOf(event);
    if (relation === null || this.#removed.has(event.id)) {
      return;
    }
    const { target } = relation;
    const others = this.#byTarget.get(target) ?? new Map<string, RawEvent>();
    const isKnown = others.has(event.id);
    // What was done here comes back with the homeserver's time.
    this.#byTarget.set(target, others.set(event.id, event));
    const known = this.#known[relation.kind];
    known.set(event.id, target);
    if (isKnown) {
      return;
    }
    const answers = this.#threads.get(target);
    if (isLive && relation.kind === "thread" && answers !== undefined) {
      this.#threads.set(target, answers + 1);
    }
    const [oldest] = known.keys();
    if (known.size > mostRemembered && oldest !== undefined) {
      this.#forget(oldest);
    }
  }

  #countThread(event: RawEvent): void {
    const bundled = amount(record(record(event.unsigned["m.relations"])["m.thread"])["count"]) ?? 0;
    const count = Math.max(bundled, this.answersOf(event.id));
    if (count > 0) {
      this.#threads.set(event.id, count);
    }
  }

  #of(target: string, kind: "replace" | "annotation" | "thread"): RawEvent[] {
    return [...(this.#byTarget.get(target)?.values() ?? [])].filter((event) => relationOf(event)?.kind === kind);
  }

  answersOf(root: string): number {
    return Math.max(this.#threads.get(root) ?? 0, this.#of(root, "thread").length);
  }

  /** Whether it is known to have been removed, also where it was loaded before that. */
  isRemoved(id: string): boolean {
    return this.#removed.has(id);
  }

  /** The content of the newest edit by the sender, `null` where there is none; the homeserver may have sent it along. */
  editOf(event: RawEvent): Json | null {
    const sentAlong = rawEvent(record(event.unsigned["m.relations"])["m.replace"]);
    const edits = [...(sentAlong === null ? [] : [sentAlong]), ...this.#of(event.id, "replace")].filter(
      (edit) => editedTo(edit, event) !== null,
    );
    const newest = edits.toSorted((one, other) => one.at - other.at).at(-1);
    return newest === undefined ? null : editedTo(newest, event);
  }

  /** Who reacted with what, in the order in which each reaction first came. */
  reactionsOf(target: string): ReadonlyMap<string, readonly RawEvent[]> {
    // One reaction of each kind counts once per person.
    const byKey = new Map<string, Map<string, RawEvent>>();
    for (const event of this.#of(target, "annotation")) {
      const key = text(record(event.content["m.relates_to"])["key"]) ?? "";
      const others = byKey.get(key) ?? new Map<string, RawEvent>();
      if (!others.has(event.sender) && isHonest(key) && (byKey.has(key) || byKey.size < mostKinds)) {
        byKey.set(key, others.set(event.sender, event));
      }
    }
    return new Map([...byKey].map(([key, events]) => [key, [...events.values()]]));
  }
}
