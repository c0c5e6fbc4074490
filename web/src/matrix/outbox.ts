import { MatrixFailure, path, type Ask } from "./matrix-call.ts";
import type { Delivery } from "./model.ts";
import { text, type Json } from "./raw-event.ts";

/** A message on its way, in the order in which it was written. */
export interface Outgoing {
  /** Names the message here, and its transaction at the homeserver: at every repetition the same. */
  readonly key: string;
  readonly at: number;
  delivery: Delivery;
  /** What is sent; a file gets its address first. */
  content: Json;
  /** Does what must be done before the content is complete, such as an upload; once. */
  prepare: ((onProgress: (progress: number) => void, signal: AbortSignal) => Promise<Json>) | null;
  /** The homeserver's id, once it has answered or its echo has come. */
  id: string | null;
}

export interface OutboxOptions {
  readonly room: string;
  readonly ask: Ask;
  readonly now: () => number;
  readonly isEncrypted: () => boolean;
  readonly onChange: () => void;
  /** Between attempts that found no connection; after the last of them the message has failed. */
  readonly pauses?: readonly number[];
  /** How long the first attempt waits for an answer; later ones wait longer. */
  readonly patience?: number;
}

/** After these pauses, in all about half a minute, the person is asked. */
const usualPauses = [1000, 4000, 9000, 16_000];

/** Whoever reads slowly answers later; the transaction makes it safe to ask again. */
const usualPatience = 8000;

/** So long a message may be on its way without a word. */
const silentMilliseconds = 3000;

/** An event may have 65,536 bytes with all that the homeserver adds (client-server API, "Size limits"). */
const mostBytes = 60_000;

/** What the person writes into one room: one after the other, each until the homeserver has it, never twice. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #items: Outgoing[] = [];
  #working: { readonly item: Outgoing; readonly stop: AbortController } | null = null;
  #hurry: (() => void) | null = null;
  #isStopped = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** What is not in the timeline yet, oldest first. */
  get items(): readonly Outgoing[] {
    return this.#items;
  }

  add(item: Pick<Outgoing, "content" | "prepare">): void {
    const isFirst = this.#next() === undefined;
    this.#items.push({
      ...item,
      key: crypto.randomUUID(),
      at: this.#options.now(),
      delivery: isFirst ? { kind: "sending", progress: null } : { kind: "queued" },
      id: null,
    });
    this.#options.onChange();
    this.#work();
  }

  retry(key: string): void {
    if (this.#next()?.key === key) {
      this.#set(this.#next(), { kind: "sending", progress: null });
      this.#hurry?.();
      this.#work();
    }
  }

  /** Forgets a message that has not arrived; where an answer was cut, it may have. */
  discard(key: string): void {
    const item = this.#items.find((each) => each.key === key);
    if (item === undefined || item.id !== null) {
      return;
    }
    this.#items.splice(this.#items.indexOf(item), 1);
    this.#goOnAfter(item);
    this.#options.onChange();
  }

  /** The way to the homeserver is there again. */
  hurry(): void {
    this.#hurry?.();
  }

  /** The timeline shows an event of the person: the key of the message that it is, which leaves the outbox. */
  echo(id: string, transaction: string | null): string | null {
    const index = this.#items.findIndex((item) => item.id === id || item.key === transaction);
    const [item] = index === -1 ? [] : this.#items.splice(index, 1);
    if (item === undefined) {
      return null;
    }
    // The homeserver has it, whatever becomes of its answer.
    item.id = id;
    this.#goOnAfter(item);
    // What is kept for the next page is to be sent no more.
    this.#options.onChange();
    return item.key;
  }

  /** Forgets what has arrived and is not part of what is shown any more. */
  dropSent(): void {
    this.#items.splice(0, this.#items.length, ...this.#items.filter(({ id }) => id === null));
  }

  stop(): void {
    this.#isStopped = true;
    this.#working?.stop.abort();
    this.#items.splice(0);
  }

  #goOnAfter(item: Outgoing): void {
    if (this.#working?.item === item) {
      this.#working.stop.abort();
      this.#working = null;
    }
    this.#work();
  }

  #next(): Outgoing | undefined {
    return this.#items.find(({ id }) => id === null);
  }

  #set(item: Outgoing | undefined, delivery: Delivery): void {
    if (item !== undefined) {
      item.delivery = delivery;
      this.#options.onChange();
    }
  }

  #work(): void {
    const item = this.#next();
    if (this.#working !== null || this.#isStopped || item === undefined || item.delivery.kind === "failed") {
      return;
    }
    const working = { item, stop: new AbortController() };
    this.#working = working;
    this.#set(item, { kind: "sending", progress: null });
    void this.#send(item, working.stop.signal).then(() => {
      if (this.#working === working) {
        this.#working = null;
        this.#work();
      }
    });
  }

  /** Sends one message until it has arrived, failed, or was discarded; never rejects. */
  async #send(item: Outgoing, signal: AbortSignal): Promise<void> {
    const { patience = usualPatience, now } = this.#options;
    const began = now();
    let attempts = 0;
    while (item.id === null && !signal.aborted) {
      const error = await this.#attempt(item, signal, patience * (attempts + 1)).catch(failureFrom);
      if (error === undefined || signal.aborted || item.id !== null) {
        return;
      }
      const wait = this.#afterFailure(item, error, { attempts, isLong: now() - began >= silentMilliseconds });
      if (wait === null) {
        return;
      }
      attempts += error.isConnection ? 1 : 0;
      await this.#pause(wait, signal);
      // What was lost is said until it is not; a line that comes and goes with each attempt would be read anew each time.
      if (item.id === null && !signal.aborted && !error.isConnection) {
        this.#set(item, { kind: "sending", progress: null });
      }
    }
  }

  async #attempt(item: Outgoing, signal: AbortSignal, patience: number): Promise<void> {
    const { room, ask, isEncrypted } = this.#options;
    // The portal refuses it as well; what is written for an encrypted room does not even leave the page.
    if (isEncrypted()) {
      throw new MatrixFailure(403, "ORG.PFORTE.ROOM_ENCRYPTED", null);
    }
    if (item.prepare !== null) {
      const onProgress = (progress: number): void => this.#set(item, { kind: "sending", progress });
      item.content = await item.prepare(onProgress, signal);
      item.prepare = null;
    }
    if (new TextEncoder().encode(JSON.stringify(item.content)).length > mostBytes) {
      throw new MatrixFailure(413, "M_TOO_LARGE", null);
    }
    const answer = await ask({
      method: "PUT",
      path: path`/v3/rooms/${room}/send/m.room.message/${item.key}`,
      body: item.content,
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    });
    item.id ??= text(answer["event_id"]);
    if (item.id === null) {
      throw new MatrixFailure(502, null, null);
    }
    this.#set(item, { kind: "sent" });
  }

  /** Says what became of an attempt, and after how long there is another; `null`: not by itself. */
  #afterFailure(
    item: Outgoing,
    failure: MatrixFailure,
    { attempts, isLong }: { readonly attempts: number; readonly isLong: boolean },
  ): number | null {
    const { pauses = usualPauses } = this.#options;
    const pause = pauses[attempts];
    if (failure.status === 429) {
      const wait = failure.wait ?? 0;
      this.#set(item, { kind: "failed", because: "throttled", retryAt: this.#options.now() + wait });
      return wait;
    }
    if (failure.isConnection && pause !== undefined) {
      if (isLong || attempts > 0) {
        this.#set(item, { kind: "failed", because: "connection", retryAt: this.#options.now() + pause });
      }
      return pause;
    }
    this.#set(item, { kind: "failed", because: reasonOf(failure), retryAt: null });
    return null;
  }

  #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        if (this.#hurry === end) {
          this.#hurry = null;
        }
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener("abort", end);
      this.#hurry = end;
    });
  }
}

/** What ended an attempt: what is no word of the homeserver is a way that was lost. */
function failureFrom(cause: unknown): MatrixFailure {
  return cause instanceof MatrixFailure ? cause : new MatrixFailure(0, null, null, { cause });
}

function reasonOf(failure: MatrixFailure): Extract<Delivery, { kind: "failed" }>["because"] {
  if (failure.isConnection || failure.status === 401 || failure.errcode === "ORG.PFORTE.SIGN_IN_REQUIRED") {
    return "connection";
  }
  if (failure.errcode === "ORG.PFORTE.ROOM_ENCRYPTED") {
    return "encrypted";
  }
  if (failure.status === 413 || failure.errcode === "M_TOO_LARGE") {
    return "too_large";
  }
  return failure.status === 403 ? "forbidden" : failure.status === 404 ? "gone" : "other";
}
