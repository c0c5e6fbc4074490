import type { PortalEvent } from "@pforte/shared/contract/portal-event";

/** An event with its place in the order of all replicas. */
export interface RecordedEvent {
  readonly sequence: number;
  /** A digest; null is everybody. */
  readonly owner: string | null;
  readonly event: PortalEvent;
  /** In milliseconds of a clock that only goes forward. */
  readonly at: number;
}

const everybody = "";
const byPlace = (one: RecordedEvent, other: RecordedEvent) => one.sequence - other.sequence;

/** The newest events that this replica heard, for streams that were open elsewhere before; bounded, the oldest go first. */
export class EventRing {
  readonly #max: number;
  readonly #byOwner = new Map<string, RecordedEvent[]>();
  /** Whose event is the oldest, and so on. */
  #order: string[] = [];
  #dropped = 0;
  #since: number | null = null;
  #newest = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** The last place that is known here; 0 while none is. */
  get position(): number {
    return this.#newest;
  }

  /**
   * All that comes after this place is heard here; what was heard before it does not connect. Null: nothing can be
   * continued now. What came since the listening began stays, also when it came before this call.
   */
  begin(since: number | null): void {
    const later = [...this.#byOwner.values()].flat().filter(({ sequence }) => since !== null && sequence > since);
    this.#byOwner.clear();
    this.#order = [];
    this.#dropped = 0;
    this.#since = since;
    this.#newest = since ?? this.#newest;
    for (const recorded of later.sort(byPlace)) this.record(recorded);
  }

  /** The place of something that is not kept, because no page has to hear of it later. */
  pass(sequence: number): void {
    this.#newest = Math.max(this.#newest, sequence);
  }

  record(recorded: RecordedEvent): void {
    this.pass(recorded.sequence);
    const owner = recorded.owner ?? everybody;
    const theirs = this.#byOwner.get(owner);
    if (theirs === undefined) this.#byOwner.set(owner, [recorded]);
    else theirs.push(recorded);
    this.#order.push(owner);
    if (this.#order.length - this.#dropped > this.#max) this.#dropOldest();
  }

  /** What this owner missed after that place, in order; null where that is not known here. */
  after(owner: string, sequence: number): readonly RecordedEvent[] | null {
    if (this.#since === null || sequence < this.#since || sequence > this.#newest) return null;
    const own = this.#byOwner.get(owner) ?? [];
    const common = this.#byOwner.get(everybody) ?? [];
    return [...own, ...common].filter((recorded) => recorded.sequence > sequence).sort(byPlace);
  }

  /** What everybody was told, as far as it is remembered. */
  common(): readonly RecordedEvent[] {
    return this.#byOwner.get(everybody) ?? [];
  }

  #dropOldest(): void {
    const owner = this.#order[this.#dropped] ?? everybody;
    this.#dropped += 1;
    const theirs = this.#byOwner.get(owner);
    const oldest = theirs?.shift();
    if (oldest !== undefined) this.#since = Math.max(this.#since ?? 0, oldest.sequence);
    if (theirs?.length === 0) this.#byOwner.delete(owner);
    // Shifting each time would copy the whole list each time.
    if (this.#dropped > this.#max) {
      this.#order = this.#order.slice(this.#dropped);
      this.#dropped = 0;
    }
  }
}
