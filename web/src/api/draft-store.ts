import type { Draft, DraftOperation } from "@pforte/shared/contract/admin-draft";
import { applyOperations, inverseOf } from "@pforte/shared/configuration/apply-operations";
import { ApiError } from "./api-error.ts";
import { carryOut } from "./carry-out.ts";
import { changedBetween, isSame } from "./draft-concerns.ts";
import type { DraftProblem, DraftView, Step } from "./draft-state.ts";
import { Steps } from "./draft-steps.ts";

/** How the draft reaches the server; each throws as `call` does. */
export interface DraftCalls {
  readonly read: () => Promise<Draft>;
  readonly save: (version: number, operations: readonly DraftOperation[]) => Promise<Draft>;
  readonly discard: (version: number) => Promise<Draft>;
  readonly now: () => Date;
}

interface Pending {
  readonly operations: readonly DraftOperation[];
  /** Whether a save got no answer, so that it may have worked. */
  isUncertain: boolean;
}

/** Codes of a save that may have worked although it failed. */
const uncertain: ReadonlySet<string> = new Set(["portal_unreachable", "timeout", "internal", "storage_unavailable"]);

/**
 * The draft of one tab: what the server last said, and what was done here since. Acts are carried out at once and saved
 * one after the other; it outlives the view, so that nothing is lost by leaving it.
 */
export class DraftStore {
  readonly #calls: DraftCalls;
  readonly #steps = new Steps();
  readonly #listeners = new Set<() => void>();
  #base: Draft | null = null;
  #pending: Pending[] = [];
  #problem: DraftProblem | null = null;
  #error: unknown = null;
  #savedAt: string | null = null;
  #heardAt: string | null = null;
  #mustRead = false;
  #running: Promise<void> | null = null;
  #view: DraftView;

  constructor(calls: DraftCalls) {
    this.#calls = calls;
    this.#view = this.#look();
  }

  readonly get = (): DraftView => this.#view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The version that the server last gave; for events that tell of another. */
  get version(): number {
    return this.#base?.version ?? 0;
  }

  /** Whether leaving the page now would lose something: one save that is on its way goes on without the page. */
  get isAtRisk(): boolean {
    return this.#pending.length > (this.#problem === null && this.#running !== null ? 1 : 0);
  }

  readonly refresh = (): void => {
    this.#mustRead = true;
    // What is shown stays labelled as old until it is read again.
    this.#error = this.#base === null ? null : this.#error;
    this.#run();
  };

  readonly change = (operations: readonly DraftOperation[], name: string | null = null): boolean => {
    const document = this.#view.draft?.document;
    if (document === undefined || operations.length === 0 || !this.#enqueue(operations)) {
      return false;
    }
    this.#steps.add({ name, operations, inverse: inverseOf(document, operations) });
    this.#run();
    return true;
  };

  readonly replace = (draft: Draft): void => {
    this.#base = draft;
    this.refresh();
  };

  readonly discard = async (): Promise<void> => {
    this.#pending = [];
    this.#problem = null;
    this.#steps.clear();
    await this.#running;
    if (this.#base === null) {
      return;
    }
    try {
      this.#base = await this.#calls.discard(this.#base.version);
      this.#emit();
    } catch (error) {
      this.refresh();
      throw error;
    }
  };

  #enqueue(operations: readonly DraftOperation[]): boolean {
    const document = this.#view.draft?.document;
    if (document === undefined || applyOperations(document, operations).kind === "refused") {
      return false;
    }
    this.#pending.push({ operations, isUncertain: false });
    if (this.#problem?.kind === "conflict") {
      // What is done beside the question is part of one's own side, and as safe.
      const { before, theirs } = this.#problem;
      this.#meet(before, theirs);
    }
    return true;
  }

  #undo(taken: { readonly step: Step; readonly isOvertaken: boolean } | null, side: "operations" | "inverse"): boolean {
    if (taken === null) {
      return false;
    }
    const { step, isOvertaken } = taken;
    if (isOvertaken || !this.#enqueue(step[side])) {
      const dismiss = (): void => this.#settle();
      this.#problem = { kind: "overtaken", mine: step[side], dismiss };
      this.#emit();
      return false;
    }
    this.#run();
    return true;
  }

  #settle(): void {
    this.#problem = null;
    this.#run();
  }

  #run(): void {
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
      this.#emit();
    });
    this.#emit();
  }

  /** One call at a time, in the order of the acts. */
  async #work(): Promise<void> {
    for (;;) {
      if (this.#mustRead) {
        await this.#read();
      } else if (this.#base !== null && this.#pending[0] !== undefined && !this.#isBlocked()) {
        await this.#save(this.#base, this.#pending[0]);
      } else {
        return;
      }
      this.#emit();
    }
  }

  #heard(): void {
    this.#heardAt = this.#calls.now().toISOString();
    this.#error = null;
  }

  #isBlocked(): boolean {
    return this.#problem !== null && this.#problem.kind !== "overtaken";
  }

  async #read(): Promise<void> {
    this.#mustRead = false;
    try {
      this.#adopt(await this.#calls.read());
      this.#heard();
    } catch (error) {
      if (this.#pending.length > 0) {
        this.#fail(error, () => this.refresh());
      } else {
        this.#error = error;
      }
    }
  }

  async #save(base: Draft, entry: Pending): Promise<void> {
    try {
      this.#base = await this.#calls.save(base.version, entry.operations);
      this.#heard();
      // By itself, and not as the first: what waits may have been given up meanwhile.
      this.#pending = this.#pending.filter((waiting) => waiting !== entry);
      this.#savedAt = this.#calls.now().toISOString();
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) {
        this.#mustRead = true;
        return;
      }
      entry.isUncertain ||= error instanceof ApiError && uncertain.has(error.failure.code);
      this.#fail(error, () => undefined);
    }
  }

  #fail(error: unknown, before: () => void): void {
    this.#problem = {
      kind: "failed",
      error,
      mine: this.#wanted(),
      retry: () => {
        before();
        this.#settle();
      },
      giveUp: () => this.#dropMine(this.#base),
    };
  }

  #dropMine(base: Draft | null): void {
    this.#pending = [];
    this.#steps.clear();
    this.#base = base;
    this.#settle();
  }

  #wanted(): readonly DraftOperation[] {
    return this.#pending.flatMap(({ operations }) => operations);
  }

  /** Takes what others made of the draft, with what was done here on top, unless both are about the same. */
  #adopt(theirs: Draft): void {
    const base = this.#base;
    if (base === null) {
      this.#base = theirs;
      return;
    }
    if (theirs.version < base.version || theirs.published.version < base.published.version) {
      return;
    }
    const own = this.#pending[0];
    const isOwn = ({ operations }: { readonly operations: readonly DraftOperation[] }): boolean =>
      own?.isUncertain === true && isSame(operations, own.operations);
    if (theirs.changes.some((change) => change.version > base.version && isOwn(change))) {
      // The save whose answer was lost has worked.
      this.#pending.shift();
      this.#savedAt = this.#calls.now().toISOString();
    }
    this.#steps.overtake(changedBetween(base, theirs, this.#steps.operations, isOwn));
    const { impossible } = carryOut(theirs.document, this.#pending);
    if (impossible.length > 0 || changedBetween(base, theirs, this.#wanted(), isOwn).size > 0) {
      this.#meet(base, theirs);
      return;
    }
    this.#base = theirs;
    this.#problem = this.#problem?.kind === "conflict" ? null : this.#problem;
  }

  #meet(before: Draft, theirs: Draft): void {
    const mine = this.#wanted();
    const { impossible } = carryOut(theirs.document, this.#pending);
    const keepMine = (): void => {
      const left = mine.filter((operation) => !impossible.includes(operation));
      this.#pending = left.length === 0 ? [] : [{ operations: left, isUncertain: false }];
      this.#base = theirs;
      this.#settle();
    };
    const takeTheirs = (): void => this.#dropMine(theirs);
    this.#problem = { kind: "conflict", mine, impossible, before, theirs, keepMine, takeTheirs };
  }

  #look(): DraftView {
    const { last, next } = this.#steps;
    const base = this.#base;
    return {
      draft: base === null ? null : { ...base, document: carryOut(base.document, this.#pending).document },
      error: this.#error,
      heardAt: this.#heardAt,
      isSaving: this.#pending.length > 0 && !this.#isBlocked(),
      savedAt: this.#savedAt,
      problem: this.#problem,
      undo: last === null ? null : () => this.#undo(this.#steps.takeBack(), "inverse"),
      redo: next === null ? null : () => this.#undo(this.#steps.doAgain(), "operations"),
      undoName: last?.name ?? null,
      redoName: next?.name ?? null,
    };
  }

  #emit(): void {
    this.#view = this.#look();
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
