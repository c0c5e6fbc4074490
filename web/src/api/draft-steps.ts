import type { DraftOperation } from "@pforte/shared/contract/admin-draft";
import { touches } from "./draft-concerns.ts";
import type { Step } from "./draft-state.ts";

const mostSteps = 100;

/** What this tab did and can take back or do again; of what others have changed since, neither. */
export class Steps {
  #done: Step[] = [];
  #undone: Step[] = [];
  readonly #overtaken = new WeakSet<Step>();

  get last(): Step | null {
    return this.#done.at(-1) ?? null;
  }

  get next(): Step | null {
    return this.#undone.at(-1) ?? null;
  }

  add(step: Step): void {
    this.#done = [...this.#done, step].slice(-mostSteps);
    this.#undone = [];
  }

  /** Takes the last step off; `isOvertaken` says that it must not be taken back. */
  takeBack(): { readonly step: Step; readonly isOvertaken: boolean } | null {
    const step = this.#done.pop();
    if (step === undefined) {
      return null;
    }
    const isOvertaken = this.#overtaken.has(step);
    if (!isOvertaken) {
      this.#undone.push(step);
    }
    return { step, isOvertaken };
  }

  doAgain(): { readonly step: Step; readonly isOvertaken: boolean } | null {
    const step = this.#undone.pop();
    if (step === undefined) {
      return null;
    }
    const isOvertaken = this.#overtaken.has(step);
    if (!isOvertaken) {
      this.#done.push(step);
    }
    return { step, isOvertaken };
  }

  /** All that the steps are about. */
  get operations(): readonly DraftOperation[] {
    return [...this.#done, ...this.#undone].flatMap(({ operations, inverse }) => operations.concat(inverse));
  }

  overtake(concerns: ReadonlySet<string>): void {
    for (const step of [...this.#done, ...this.#undone]) {
      if (touches([...step.operations, ...step.inverse], concerns)) {
        this.#overtaken.add(step);
      }
    }
  }

  clear(): void {
    this.#done = [];
    this.#undone = [];
  }
}
