import { type Fault, type FaultGroup, type FaultKind, factsOf } from "./fault-kinds.ts";

interface Spell {
  readonly fault: Fault;
  readonly group: FaultGroup;
  readonly from: number;
  until: number;
}

/** How long a fault goes on to be felt once it is over: calls that still wait for their deadlines. */
const aftermath = 7000;

/** Which faults were on when, in milliseconds of this process. */
export class Weather {
  readonly #spells: Spell[] = [];

  begin(fault: Fault): () => void {
    const spell: Spell = { fault, group: factsOf(fault.kind).group, from: performance.now(), until: Infinity };
    this.#spells.push(spell);
    return () => (spell.until = performance.now());
  }

  /** Whether a fault of such a kind could be felt at some time between the two. */
  wasFelt(from: number, until: number, kinds: (kind: FaultKind, group: FaultGroup, which: number) => boolean): boolean {
    return this.#spells.some(
      ({ fault, group, ...spell }) =>
        kinds(fault.kind, group, fault.which) && spell.from <= until && from <= spell.until + aftermath,
    );
  }

  /** Whether a refresh may have gone wrong then, so that another one soon follows. */
  mayRefreshTwice(from: number, until: number): boolean {
    return this.wasFelt(from, until, (kind) => factsOf(kind).breaksRefreshes === true);
  }

  /** Whether nothing at all was wrong between the two, nor shortly before. */
  wasCalm(from: number, until: number): boolean {
    return !this.wasFelt(from, until, () => true);
  }

  /** What was on at that time, for a message. */
  at(time: number): string {
    const on = this.#spells.filter(({ from, until }) => from <= time && time <= until + aftermath);
    return on.length === 0 ? "nothing wrong" : on.map(({ fault }) => fault.kind).join(" and ");
  }
}
