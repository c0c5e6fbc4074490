import { isDeepStrictEqual } from "node:util";
import { applyOperations } from "@pforte/shared/configuration/apply-operations";
import { draftSchema, type Draft, type DraftOperation } from "@pforte/shared/contract/admin-draft";
import type { History } from "./history.ts";

type Outcome = "won" | "stale" | "unheard";

/** What administrators changed in their shared draft, and what they were told. */
export class Edits {
  readonly #history: History;
  readonly #outcomes = new Map<string, Outcome>();
  #first: Draft | null = null;
  #count = 0;

  constructor(history: History) {
    this.#history = history;
  }

  /** The next change of a draft that was read, unlike every other one. */
  next(reply: string, which: number): { readonly version: number; readonly operation: DraftOperation } {
    const draft = draftSchema.parse(JSON.parse(reply));
    this.#first ??= draft;
    const tile = draft.document.tiles[which % draft.document.tiles.length];
    if (tile === undefined) throw new Error("There is no tile.");
    this.#count += 1;
    const keywords = { de: [`Änderung ${this.#count}`] };
    const operation: DraftOperation = { op: "put-tile", tile: { ...tile, keywords } };
    return { version: draft.version, operation };
  }

  told(operation: DraftOperation, outcome: Outcome): void {
    this.#outcomes.set(JSON.stringify(operation), outcome);
    this.#history.count(`edits: ${outcome}`);
  }

  /** At the end, with what the audit says of the same changes: who heard that they won is there, once; who was refused is not. */
  check(reply: string, audit: readonly unknown[]): void {
    const last = draftSchema.parse(JSON.parse(reply));
    const first = this.#first ?? last;
    const done = last.changes.filter(({ version }) => version > first.version);
    const saved = done.map(({ operations }) => JSON.stringify(operations[0]));
    for (const [operation, outcome] of this.#outcomes) {
      const times = saved.filter((each) => each === operation).length;
      this.#history.count("edits: looked at");
      const isRight = outcome === "won" ? times === 1 : outcome === "stale" ? times === 0 : times <= 1;
      if (!isRight) this.#history.breach("P1", `A change that was answered as ${outcome} is there ${times} times`);
    }
    if (done.some(({ version }, at) => version !== first.version + 1 + at)) {
      this.#history.breach("P1", "The versions of the draft have gaps");
    }
    const applied = applyOperations(
      first.document,
      done.flatMap(({ operations }) => operations),
    );
    if (applied.kind !== "applied" || !isDeepStrictEqual(applied.document, last.document)) {
      this.#history.breach("P1", "The draft is not what its changes lead to");
    }
    const meant = last.changes.map(({ version, operations }) => ({ version, operations }));
    if (!isDeepStrictEqual(audit, meant)) this.#history.breach("F23", "The audit and the draft do not say the same");
  }
}
