import type { PortalEvent } from "@pforte/shared/contract/portal-event";
import type { EventHubLimits } from "./event-hub.ts";
import type { EventIds } from "./event-id.ts";

/** Where a stream's bytes go. */
export interface EventSink {
  /** Says when the text was taken, in the same breath or later, also where it could not be sent any more. */
  write(text: string, taken: () => void): void;
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

/**
 * One open event stream of one session. What its reader does not take waits here, and of each kind only the newest: all of
 * them say "look again". Written at once, hundreds of small pieces would cost the process many times their length.
 */
export class EventStream {
  readonly owner: string;
  readonly sessionHash: string;
  readonly #options: EventStreamOptions;
  readonly #closesAt: number;
  #sessionEndsAt: number;
  #lastSentAt: number;
  #isClosed = false;
  #isChecking = false;
  /** Since when the reader has been at what was written last; null while it has taken everything. */
  #writingSince: number | null = null;
  readonly #waiting = new Map<string, string>();
  #waitingLength = 0;

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
    this.#write(kindOf(event), `${id}data: ${JSON.stringify(event)}\n\n`);
  }

  /** Shows that the stream goes on where the reader was, also when nothing was missed. */
  welcomeBack(): void {
    this.#write("continued", ": continued\n\n");
  }

  /** Says why, and ends. */
  end(because: "signed_out" | "expired", isElsewhere = false): void {
    this.send({ type: "session_ended", because, ...(isElsewhere && { isElsewhere }) }, null);
    this.close();
  }

  close(): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      const { sink, onClosed } = this.#options;
      const last = this.#takeWaiting();
      if (last !== "") sink.write(last, () => undefined);
      sink.end();
      onClosed(this);
    }
  }

  /** What time alone brings: heartbeat, end of life, end of the session, a reader that does not read. */
  tick(): void {
    const now = this.#options.now().getTime();
    const { limits } = this.#options;
    if (this.#writingSince !== null && now - this.#writingSince >= limits.deafMilliseconds) {
      this.#drop();
    } else if (now >= this.#sessionEndsAt) {
      this.recheck();
    } else if (now >= this.#closesAt) {
      this.close();
    } else if (this.#writingSince === null && now - this.#lastSentAt >= limits.heartbeatMilliseconds) {
      this.#write("alive", ": alive\n\n");
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

  #write(kind: string, text: string): void {
    if (this.#isClosed) return;
    if (this.#writingSince === null) {
      this.#hand(text);
      return;
    }
    this.#waitingLength += text.length - (this.#waiting.get(kind)?.length ?? 0);
    // At the end of the row: an id never comes before what it stands for.
    this.#waiting.delete(kind);
    this.#waiting.set(kind, text);
    if (this.#waitingLength > this.#options.limits.queuedBytes) this.#drop();
  }

  #hand(text: string): void {
    this.#lastSentAt = this.#options.now().getTime();
    this.#writingSince = this.#lastSentAt;
    this.#options.sink.write(text, this.#goOn);
  }

  readonly #goOn = (): void => {
    this.#writingSince = null;
    const next = this.#isClosed ? "" : this.#takeWaiting();
    if (next !== "") this.#hand(next);
  };

  #takeWaiting(): string {
    const all = [...this.#waiting.values()].join("");
    this.#waiting.clear();
    this.#waitingLength = 0;
    return all;
  }

  #drop(): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#waiting.clear();
      this.#options.sink.destroy();
      this.#options.onClosed(this);
    }
  }
}

function endOf({ idleEndsAt, endsAt }: { readonly idleEndsAt: Date; readonly endsAt: Date }): number {
  return Math.min(idleEndsAt.getTime(), endsAt.getTime());
}

/** Of two with the same the later one says all that the earlier one did. */
function kindOf(event: PortalEvent): string {
  return event.type === "source_changed"
    ? JSON.stringify([event.type, event.source, event.topics])
    : JSON.stringify([event.type]);
}
