import type { PortalEvent } from "@pforte/shared/contract/portal-event";
import type { EventHubLimits } from "./event-hub.ts";
import type { EventIds } from "./event-id.ts";

/** Where a stream's bytes go. */
export interface EventSink {
  write(text: string): void;
  /** Bytes that the reader has not taken yet. */
  queuedBytes(): number;
  /** Ends politely: what is queued still goes out. */
  end(): void;
  /** Ends at once. */
  destroy(): void;
}

/** The session behind a stream, which the stream itself never extends. */
export interface StreamSession {
  readonly idleEndsAt: Date;
  readonly endsAt: Date;
  /** Until when the session now lives, or null when it is over. Throws while nobody knows. */
  check(): Promise<{ readonly idleEndsAt: Date; readonly endsAt: Date } | null>;
}

interface EventStreamOptions {
  readonly owner: string;
  readonly sessionHash: string;
  readonly session: StreamSession;
  readonly sink: EventSink;
  readonly ids: EventIds;
  readonly now: () => Date;
  readonly limits: EventHubLimits;
  readonly lifeMilliseconds: number;
  readonly onClosed: (stream: EventStream) => void;
}

/** One open event stream of one session. */
export class EventStream {
  readonly owner: string;
  readonly sessionHash: string;
  readonly #options: EventStreamOptions;
  readonly #closesAt: number;
  #sessionEndsAt: number;
  #lastSentAt: number;
  #isClosed = false;
  #isChecking = false;

  constructor(options: EventStreamOptions) {
    const now = options.now().getTime();
    this.owner = options.owner;
    this.sessionHash = options.sessionHash;
    this.#options = options;
    this.#closesAt = now + options.lifeMilliseconds;
    this.#sessionEndsAt = endOf(options.session);
    this.#lastSentAt = now;
  }

  /** `sequence` is the place up to which the reader has then heard everything; null moves it nowhere. */
  send(event: PortalEvent, sequence: number | null): void {
    const id = sequence === null ? "" : `id: ${this.#options.ids.make(this.owner, sequence)}\n`;
    this.#write(`${id}data: ${JSON.stringify(event)}\n\n`);
  }

  /** Shows that the stream goes on where the reader was, also when nothing was missed. */
  welcomeBack(): void {
    this.#write(": continued\n\n");
  }

  /** Says why, and ends. */
  end(because: "signed_out" | "expired", isElsewhere = false): void {
    this.send({ type: "session_ended", because, ...(isElsewhere && { isElsewhere }) }, null);
    this.close();
  }

  close(): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#options.sink.end();
      this.#options.onClosed(this);
    }
  }

  /** What time alone brings: heartbeat, end of life, end of the session, a reader that does not read. */
  tick(): void {
    const now = this.#options.now().getTime();
    const { limits, sink } = this.#options;
    if (sink.queuedBytes() > limits.queuedBytes) {
      this.#drop();
    } else if (now >= this.#sessionEndsAt) {
      this.recheck();
    } else if (now >= this.#closesAt) {
      this.close();
    } else if (now - this.#lastSentAt >= limits.heartbeatMilliseconds) {
      this.#write(": alive\n\n");
    }
  }

  /** Asks whether the session still lives: somebody may have been active, or signed out unheard. */
  recheck(): void {
    if (this.#isChecking || this.#isClosed) {
      return;
    }
    this.#isChecking = true;
    this.#options.session
      .check()
      .then(
        (session) => {
          if (session === null) {
            this.end(this.#options.now().getTime() >= this.#sessionEndsAt ? "expired" : "signed_out");
          } else {
            this.#sessionEndsAt = endOf(session);
          }
        },
        // The store does not answer: nobody knows, and the next tick asks again.
        () => undefined,
      )
      .finally(() => {
        this.#isChecking = false;
      });
  }

  #write(text: string): void {
    if (this.#isClosed) {
      return;
    }
    this.#lastSentAt = this.#options.now().getTime();
    this.#options.sink.write(text);
    if (this.#options.sink.queuedBytes() > this.#options.limits.queuedBytes) {
      this.#drop();
    }
  }

  #drop(): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#options.sink.destroy();
      this.#options.onClosed(this);
    }
  }
}

function endOf({ idleEndsAt, endsAt }: { readonly idleEndsAt: Date; readonly endsAt: Date }): number {
  return Math.min(idleEndsAt.getTime(), endsAt.getTime());
}
