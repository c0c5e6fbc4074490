import type { CallInput } from "@pforte/shared/contract/endpoint";
import type { replyInChat } from "@pforte/shared/contract/chat";
import { ApiError, codeOf, isSignedOut, type ClientErrorCode } from "#api/api-error.ts";
import type { ReplyTo } from "#ui/reply-slots.tsx";

export type ReplyRequest = CallInput<typeof replyInChat>["body"];

/** One answer, from the press on. `waiting` has not left yet and can be taken back. */
export interface SentReply {
  readonly request: ReplyRequest;
  readonly to: ReplyTo;
  readonly state: "waiting" | "sending" | "sent" | "failed";
  readonly failure: ClientErrorCode | null;
  /** When the tool takes something again, in milliseconds since 1970; `null` where it did not say. */
  readonly retryAt: number | null;
}

/** What was typed and sent; the same object until something changed. */
export interface OutboxState {
  readonly replies: readonly SentReply[];
  readonly drafts: ReadonlyMap<string, string>;
}

interface ReplyOutboxOptions {
  readonly send: (request: ReplyRequest) => Promise<unknown>;
  /** The portal said that nobody is signed in. */
  readonly onSignedOut: () => void;
  readonly now: () => Date;
  readonly undoMilliseconds?: number;
  /** How long it is shown that an answer was sent. */
  readonly doneMilliseconds?: number;
}

/**
 * Short answers on their way. Each waits a moment in which it can be taken back, then leaves under an id of its own: sent
 * again after a failure, it is the same answer and never a second one. What fails stays until the person decides.
 */
export class ReplyOutbox {
  readonly #options: Required<ReplyOutboxOptions>;
  readonly #listeners = new Set<() => void>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** The last answer to each room: the next one leaves after it. */
  readonly #last = new Map<string, Promise<void>>();
  #state: OutboxState = { replies: [], drafts: new Map() };

  constructor(options: ReplyOutboxOptions) {
    this.#options = { undoMilliseconds: 5000, doneMilliseconds: 5000, ...options };
  }

  readonly get = (): OutboxState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  setDraft(room: string, text: string): void {
    const drafts = new Map(this.#state.drafts);
    if (text === "") {
      drafts.delete(room);
    } else {
      drafts.set(room, text);
    }
    this.#become({ drafts });
  }

  /** Writes an answer down; it leaves when the time to take it back is over. One that waits for the same room leaves now. */
  submit(to: ReplyTo, text: string): void {
    this.flush(to.room);
    const request = { id: crypto.randomUUID(), room: to.room, text, inReplyTo: to.message };
    const reply: SentReply = { request, to, state: "waiting", failure: null, retryAt: null };
    this.#become({ replies: [...this.#state.replies, reply] });
    this.setDraft(to.room, "");
    this.#timers.set(
      request.id,
      setTimeout(() => this.#leave(request.id), this.#options.undoMilliseconds),
    );
  }

  /** Takes back an answer that has not left: its text is a draft again. */
  undo(id: string): void {
    const reply = this.#find(id);
    if (reply?.state !== "waiting") {
      return;
    }
    this.#drop(id);
    const draft = this.#state.drafts.get(reply.request.room);
    this.setDraft(reply.request.room, draft === undefined ? reply.request.text : `${reply.request.text}\n${draft}`);
  }

  /** Sends a failed answer again: the same one. */
  retry(id: string): void {
    if (this.#find(id)?.state === "failed") {
      this.#leave(id);
    }
  }

  /** Lets go of a failed answer. */
  discard(id: string): void {
    if (this.#find(id)?.state === "failed") {
      this.#drop(id);
    }
  }

  /** Sends what still waits, of one room or, where the page is left, of all. */
  flush(room: string | null = null): void {
    for (const { request, state } of this.#state.replies) {
      if (state === "waiting" && (room === null || request.room === room)) {
        this.#leave(request.id);
      }
    }
  }

  /** Forgets everything, when the page no longer is this person's. */
  clear(): void {
    for (const timer of this.#timers.values()) {
      clearTimeout(timer);
    }
    this.#timers.clear();
    this.#become({ replies: [], drafts: new Map() });
  }

  #leave(id: string): void {
    clearTimeout(this.#timers.get(id));
    const reply = this.#find(id);
    if (reply === undefined) {
      return;
    }
    this.#change(id, { state: "sending", failure: null, retryAt: null });
    const { room } = reply.request;
    const before = this.#last.get(room);
    // Without one before it, it leaves in this very moment: the page may be about to go.
    this.#last.set(room, before === undefined ? this.#send(reply) : this.#sendAfter(before, reply));
  }

  async #sendAfter(before: Promise<void>, reply: SentReply): Promise<void> {
    await before;
    await this.#send(reply);
  }

  async #send({ request }: SentReply): Promise<void> {
    try {
      await this.#options.send(request);
      this.#change(request.id, { state: "sent" });
      this.#timers.set(
        request.id,
        setTimeout(() => this.#drop(request.id), this.#options.doneMilliseconds),
      );
    } catch (error) {
      this.#change(request.id, { state: "failed", failure: codeOf(error), retryAt: this.#retryAtOf(error) });
      if (isSignedOut(error)) {
        this.#options.onSignedOut();
      }
    }
    if (!this.#state.replies.some(({ request: { room }, state }) => room === request.room && state === "sending")) {
      this.#last.delete(request.room);
    }
  }

  #retryAtOf(error: unknown): number | null {
    const seconds = error instanceof ApiError ? error.failure.retryAfterSeconds : undefined;
    return seconds === undefined ? null : this.#options.now().getTime() + seconds * 1000;
  }

  #find(id: string): SentReply | undefined {
    return this.#state.replies.find(({ request }) => request.id === id);
  }

  #change(id: string, some: Partial<SentReply>): void {
    this.#become({
      replies: this.#state.replies.map((reply) => (reply.request.id === id ? { ...reply, ...some } : reply)),
    });
  }

  #drop(id: string): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#become({ replies: this.#state.replies.filter(({ request }) => request.id !== id) });
  }

  #become(some: Partial<OutboxState>): void {
    this.#state = { ...this.#state, ...some };
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
