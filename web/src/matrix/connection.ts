import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { startLibrary, type Library } from "./library.ts";
import type { Line } from "./line.ts";
import type { FetchFn, MatrixFailure } from "./matrix-call.ts";
import { patientFetch } from "./patient-fetch.ts";

export interface ConnectionOptions {
  readonly base: string;
  readonly account: string;
  readonly fetchFn: FetchFn;
  readonly line: Line;
  readonly now: () => number;
  /** Ends it for good. */
  readonly signal: AbortSignal;
  readonly readOutcome: () => Promise<SourceState>;
  readonly onSignedOut: () => void;
  /** The next answer tells of everything anew. */
  readonly onStart: () => void;
  readonly onAnswer: (answer: unknown) => void;
}

/** What the person has to do something about first; all else passes by itself. */
const closing: ReadonlySet<SourceState["state"]> = new Set(["needs_sign_in", "needs_first_login", "not_entitled"]);

/** The least time between two fresh starts, so that a homeserver that forgets every place is not asked for all each time. */
const freshStartMilliseconds = 30_000;

interface Run {
  readonly stop: AbortController;
  library: Library | null;
}

const noLibrary: Library = {
  room: () => null,
  rooms: () => [],
  accountData: () => ({}),
  isMuted: () => false,
  trim: () => undefined,
  stop: () => undefined,
};

/** Keeps the client library running: starts it, starts it anew where it lost its place, ends it where the portal says so. */
export class Connection {
  readonly #options: ConnectionOptions;
  #run: Run | null = null;
  #library: Library = noLibrary;
  #startedAt = Number.NEGATIVE_INFINITY;
  #isChecking = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** What is known; while the library starts anew, what was known before. */
  get library(): Library {
    return this.#library;
  }

  /** Begins by what the portal has said of the source. */
  begin(outcome: SourceState): void {
    if (closing.has(outcome.state)) {
      this.#options.line.close(outcome);
    } else {
      this.#start();
    }
  }

  /** Hears of a refusal that concerns more than the call to which it was given. */
  hear({ status, errcode }: MatrixFailure): void {
    if (status === 401) {
      // Of the portal: the gateway answers for the homeserver's own.
      this.#options.onSignedOut();
    } else if (errcode === "ORG.PFORTE.SIGN_IN_REQUIRED" || errcode === "ORG.PFORTE.NOT_ENTITLED") {
      void this.check();
    }
  }

  /** Asks the portal how the source stands, once at a time, and goes on or closes by what it says. */
  async check(): Promise<void> {
    const { signal, line, readOutcome } = this.#options;
    if (this.#isChecking || signal.aborted) {
      return;
    }
    this.#isChecking = true;
    try {
      const outcome = await readOutcome();
      if (signal.aborted) {
        return;
      }
      if (closing.has(outcome.state)) {
        this.#end();
        line.close(outcome);
      } else if (this.#run === null) {
        line.open();
        this.#start();
      }
    } catch {
      // The portal does not answer: what is closed stays so, what runs goes on trying.
    } finally {
      this.#isChecking = false;
    }
  }

  stop(): void {
    this.#end();
    this.#library = noLibrary;
  }

  #end(): void {
    this.#run?.stop.abort();
    this.#run?.library?.stop();
    this.#run = null;
  }

  /** Starts the client library, in place of one that ran before as soon as it has its first answer. */
  #start(): void {
    this.#end();
    const { base, account, fetchFn, line, signal, now, onStart, onAnswer } = this.#options;
    const run: Run = { stop: new AbortController(), library: null };
    this.#run = run;
    this.#startedAt = now();
    onStart();
    const patient = patientFetch({
      fetchFn,
      line,
      signal: AbortSignal.any([signal, run.stop.signal]),
      onRefused: (failure, isSync) => this.#refused(run, failure, isSync),
    });
    run.library = startLibrary({
      base,
      account,
      fetchFn: patient,
      onAnswer: (answer) => {
        if (this.#run === run && run.library !== null) {
          this.#library = run.library;
          hand(answer, onAnswer);
        }
      },
    });
  }

  #refused(run: Run, failure: MatrixFailure, isSync: boolean): void {
    this.hear(failure);
    const isLost = isSync && (failure.status === 400 || failure.status === 404);
    // The place from which it went on is not known any more.
    if (isLost && this.#run === run && this.#options.now() - this.#startedAt >= freshStartMilliseconds) {
      this.#start();
    }
  }
}

/** One answer that trips something up does not end the asking for the next ones, of which nobody would hear. */
function hand(answer: unknown, onAnswer: (answer: unknown) => void): void {
  try {
    onAnswer(answer);
  } catch (error) {
    // A fault of the page itself: it is said where faults are, and what was missed comes with the next answers.
    if (typeof reportError === "function") {
      reportError(error);
    }
  }
}
