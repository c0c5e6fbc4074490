import { actOnInbox, undoInboxActs, type InboxActRequest, type IntentOutcome } from "@pforte/shared/contract/inbox";
import { codeOf, type ClientErrorCode } from "#api/api-error.ts";
import { call } from "#api/call.ts";

/** Where an act is on its way. `queued` has not reached the portal; it is sent again with the same id until it has. */
export type SentState = "sending" | "queued" | "acknowledged" | "failed";

/** One act of the person, from the press on until what was read since shows it. */
export interface SentAct {
  readonly request: InboxActRequest;
  readonly title: string;
  readonly state: SentState;
  /** Why it failed, for the words in its row. */
  readonly failure: ClientErrorCode | "overtaken" | "refused" | null;
}

/** What an act must know of its object. */
export interface ActObject {
  readonly id: string;
  readonly title: string;
  /** The changes that the person saw, newest first. */
  readonly changes: readonly string[];
}

interface ActOutboxOptions {
  /** Reads again what the acts have changed; done when it is there. */
  readonly refresh: () => Promise<unknown>;
  /** The portal said that nobody is signed in. */
  readonly onSignedOut: () => void;
  readonly newId?: () => string;
  readonly send?: (acts: readonly InboxActRequest[]) => Promise<readonly IntentOutcome[]>;
  readonly takeBack?: (ids: readonly string[]) => Promise<readonly IntentOutcome[]>;
  readonly retryMilliseconds?: number;
}

/** Acts in one request, as many as the portal takes. */
const mostActs = 100;
/** Failures after which the same act may still work. */
const passing: ReadonlySet<ClientErrorCode> = new Set([
  "portal_unreachable",
  "timeout",
  "storage_unavailable",
  "rate_limited",
]);

/**
 * Acts show at once and are made good here: each has an id of its own, so that sending it twice does it once (F38).
 * What cannot be sent waits; what fails is said where it was done.
 */
export class ActOutbox {
  readonly #options: Required<ActOutboxOptions>;
  readonly #listeners = new Set<() => void>();
  #acts: readonly SentAct[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ActOutboxOptions) {
    this.#options = {
      newId: () => crypto.randomUUID(),
      send: async (acts) =>
        (await call(actOnInbox, { body: { acts: [...acts] } }, undefined, { keepalive: true })).outcomes,
      takeBack: async (ids) => (await call(undoInboxActs, { body: { acts: [...ids] } })).outcomes,
      retryMilliseconds: 10_000,
      ...options,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly get = (): readonly SentAct[] => this.#acts;

  /** Does something to items; gives the ids by which it can be taken back. */
  act(
    items: readonly ActObject[],
    what: Pick<InboxActRequest, "act"> & Partial<Pick<InboxActRequest, "until" | "action">>,
  ): readonly string[] {
    const made = items.map((item): SentAct => ({
      request: {
        id: this.#options.newId(),
        item: item.id,
        changes: item.changes.slice(0, 100),
        ...what,
      },
      title: item.title,
      state: "sending",
      failure: null,
    }));
    const concerned = new Set(items.map(({ id }) => id));
    // What failed before at the same item has been read, or is being tried again.
    this.#become([
      ...this.#acts.filter(({ state, request }) => state !== "failed" || !concerned.has(request.item)),
      ...made,
    ]);
    const ids = made.map(({ request }) => request.id);
    void this.#send(ids);
    return ids;
  }

  /** Takes acts back; gives the titles of those for which it was too late. */
  async undo(ids: readonly string[]): Promise<readonly string[]> {
    const known = new Map(this.#acts.map((one) => [one.request.id, one]));
    const atPortal = ids.filter((id) => known.get(id)?.state !== "queued");
    this.#drop(new Set(ids));
    if (atPortal.length === 0) {
      return [];
    }
    const late: string[] = [];
    for (let from = 0; from < atPortal.length; from += mostActs) {
      const outcomes = await this.#options.takeBack(atPortal.slice(from, from + mostActs));
      late.push(...outcomes.filter(({ state }) => state !== "undone").map(({ id }) => known.get(id)?.title ?? ""));
    }
    await this.#options.refresh();
    return late;
  }

  /** Sends what waits, such as when the network is back. */
  readonly flush = (): void => {
    clearTimeout(this.#timer);
    const ids = this.#acts.filter(({ state }) => state === "queued").map(({ request }) => request.id);
    if (ids.length > 0) {
      this.#set(new Set(ids), { state: "sending" });
      void this.#send(ids);
    }
  };

  /** Forgets everything, when the page no longer shows what is personal. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#become([]);
  }

  async #send(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += mostActs) {
      await this.#sendSome(new Set(ids.slice(from, from + mostActs)));
    }
  }

  async #sendSome(ids: ReadonlySet<string>): Promise<void> {
    const acts = this.#acts.filter(({ request }) => ids.has(request.id)).map(({ request }) => request);
    try {
      const outcomes = await this.#options.send(acts);
      const lost = new Map(outcomes.map(({ id, state }) => [id, state] as const));
      this.#become(
        this.#acts.map((one) => {
          const state = lost.get(one.request.id);
          if (state === undefined) {
            return one;
          }
          return state === "overtaken" || state === "refused"
            ? { ...one, state: "failed" as const, failure: state }
            : { ...one, state: "acknowledged" as const };
        }),
      );
      await this.#options.refresh();
      this.#drop(new Set([...ids].filter((id) => this.#stateOf(id) === "acknowledged")));
    } catch (error) {
      const code = codeOf(error);
      if (code === "signed_out" || code === "session_ended") {
        this.#options.onSignedOut();
      }
      if (passing.has(code)) {
        this.#set(ids, { state: "queued" });
        this.#timer = setTimeout(this.flush, this.#options.retryMilliseconds);
      } else {
        this.#set(ids, { state: "failed", failure: code });
      }
    }
  }

  #stateOf(id: string): SentState | undefined {
    return this.#acts.find(({ request }) => request.id === id)?.state;
  }

  #set(ids: ReadonlySet<string>, some: Partial<SentAct>): void {
    this.#become(this.#acts.map((one) => (ids.has(one.request.id) ? { ...one, ...some } : one)));
  }

  #drop(ids: ReadonlySet<string>): void {
    this.#become(this.#acts.filter(({ request }) => !ids.has(request.id)));
  }

  #become(acts: readonly SentAct[]): void {
    this.#acts = acts;
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
