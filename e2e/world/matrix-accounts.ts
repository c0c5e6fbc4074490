import type { EventContent } from "./matrix-events.ts";
import { PushRules } from "./matrix-push-rules.ts";

/** A piece of account data and where in the stream it was last set. */
interface Kept {
  readonly position: number;
  readonly content: EventContent;
}

export interface AccountDataEvent {
  readonly type: string;
  readonly content: EventContent;
}

/** Somebody with an account, and what only they see. */
export class MatrixAccount {
  readonly id: string;
  displayName: string;
  avatarUrl: string | null = null;
  readonly rules: PushRules;
  /** Filters by their id. */
  readonly filters: unknown[] = [];
  /** Rooms that were left and are to be heard of no more. */
  readonly forgotten = new Set<string>();
  readonly #data = new Map<string, Kept>();
  readonly #roomData = new Map<string, Map<string, Kept>>();

  constructor(id: string, displayName: string) {
    this.id = id;
    this.displayName = displayName;
    this.rules = new PushRules(id);
  }

  /** `room` null is the account itself. */
  set(room: string | null, type: string, content: EventContent, position: number): void {
    const kept = room === null ? this.#data : (this.#roomData.get(room) ?? new Map<string, Kept>());
    kept.set(type, { position, content });
    if (room !== null) this.#roomData.set(room, kept);
  }

  get(room: string | null, type: string): EventContent | null {
    if (room === null && type === "m.push_rules") return { global: this.rules.all() };
    return this.#kept(room)?.get(type)?.content ?? null;
  }

  /** What changed after a position; push rules are there even if nobody ever changed them. */
  changed(room: string | null, since: number | null): AccountDataEvent[] {
    const own = [...(this.#kept(room) ?? [])]
      .filter(([, kept]) => since === null || kept.position > since)
      .map(([type, { content }]) => ({ type, content }));
    const hasRules = room === null && (since === null || this.rules.changedAt > since);
    return hasRules ? [...own, { type: "m.push_rules", content: { global: this.rules.all() } }] : own;
  }

  #kept(room: string | null): ReadonlyMap<string, Kept> | undefined {
    return room === null ? this.#data : this.#roomData.get(room);
  }
}
