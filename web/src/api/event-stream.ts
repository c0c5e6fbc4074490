import { portalHeader } from "@pforte/shared/contract/portal-header";
import { eventStreamPath, type PortalEvent } from "@pforte/shared/contract/portal-event";
import { createEventParser, parsePortalEvent } from "./event-parser.ts";
import type { Attention } from "./tab-attention.ts";

/** The server sends something every 20 s; after this long a silent connection is dead. */
const silenceMilliseconds = 50_000;
const shortestWait = 1000;
const longestWait = 30_000;

/** What following the event stream needs from outside. */
export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Where to go on; asked at each connection. */
  readonly lastEventId: () => string | null;
  readonly onEvent: (event: PortalEvent, id: string | null) => void;
  /** `wake` ends the current wait early: a tab that came back, a network that returned. `turn` connects anew at once. */
  readonly wake: EventTarget;
  /** Whether anybody looks; asked at each connection. */
  readonly attention?: () => Attention;
  readonly fetch?: typeof fetch;
  readonly random?: () => number;
  readonly wait?: (milliseconds: number, signal: AbortSignal, wake: EventTarget) => Promise<void>;
  readonly silenceMilliseconds?: number;
}

type Connection =
  | { readonly ended: "signed_out" }
  /** The server closed it in good order, after at least one message. */
  | { readonly ended: "closed"; readonly moveAfter: number | null }
  | { readonly ended: "turned" }
  | { readonly ended: "failed"; readonly retryAfter: number; readonly hasWorked: boolean };

/**
 * Reads the event stream until it is told to stop or the session is gone, and connects again by itself: `EventSource`
 * would give up for good at the first answer that is not 200.
 */
export async function followEvents(options: FollowOptions): Promise<"stopped" | "signed_out"> {
  const { signal, wake, random = Math.random, wait = waitOrWake } = options;
  let failures = 0;
  while (!signal.aborted) {
    const connection = await connectOnce(options);
    if (connection.ended === "signed_out") {
      return "signed_out";
    }
    if (connection.ended === "turned") {
      failures = 0;
    } else if (connection.ended === "closed") {
      failures = 0;
      await wait((connection.moveAfter ?? 0) + random() * shortestWait, signal, wake);
    } else {
      failures = connection.hasWorked ? 1 : failures + 1;
      const backoff = Math.min(shortestWait * 2 ** (failures - 1), longestWait);
      await wait(Math.max(backoff * (0.5 + random() / 2), connection.retryAfter), signal, wake);
    }
  }
  return "stopped";
}

async function connectOnce(options: FollowOptions): Promise<Connection> {
  const silence = new AbortController();
  const turn = new AbortController();
  const turnRound = (): void => turn.abort();
  options.wake.addEventListener("turn", turnRound);
  const signal = AbortSignal.any([options.signal, silence.signal, turn.signal]);
  let hasWorked = false;
  const limit = options.silenceMilliseconds ?? silenceMilliseconds;
  const giveUp = (): void => silence.abort(new Error("The event stream fell silent."));
  let timer = setTimeout(giveUp, limit);
  const stillThere = (): void => {
    hasWorked = true;
    clearTimeout(timer);
    timer = setTimeout(giveUp, limit);
  };
  try {
    const response = await request(options, signal);
    if (response.body === null || !isEventStream(response)) {
      await response.body?.cancel();
      return refusalOf(response);
    }
    const moveAfter = await readAll(response.body, options, stillThere);
    return hasWorked ? { ended: "closed", moveAfter } : { ended: "failed", hasWorked, retryAfter: 0 };
  } catch {
    if (turn.signal.aborted) {
      return { ended: "turned" };
    }
    // Every reason has the same remedy: connect again, later.
    return { ended: "failed", hasWorked, retryAfter: 0 };
  } finally {
    clearTimeout(timer);
    options.wake.removeEventListener("turn", turnRound);
  }
}

function isEventStream(response: Response): boolean {
  return response.status === 200 && response.headers.get("content-type")?.startsWith("text/event-stream") === true;
}

function refusalOf(response: Response): Connection {
  if (response.status === 401) {
    return { ended: "signed_out" };
  }
  const seconds = Number(response.headers.get("retry-after") ?? "0");
  const isKnown = Number.isFinite(seconds) && seconds > 0;
  return { ended: "failed", hasWorked: false, retryAfter: isKnown ? Math.min(seconds * 1000, 10 * longestWait) : 0 };
}

async function request(options: FollowOptions, signal: AbortSignal): Promise<Response> {
  const id = options.lastEventId();
  const isHidden = options.attention?.() === "hidden";
  return (options.fetch ?? fetch)(isHidden ? `${eventStreamPath}?attention=hidden` : eventStreamPath, {
    headers: {
      accept: "text/event-stream",
      [portalHeader.name]: portalHeader.value,
      ...(id === null ? {} : { "last-event-id": id }),
    },
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
    signal,
  });
}

async function readAll(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  options: FollowOptions,
  stillThere: () => void,
): Promise<number | null> {
  let moveAfter: number | null = null;
  const read = createEventParser(({ id, data }) => {
    const event = parsePortalEvent(data);
    if (event?.type === "move") {
      moveAfter = event.afterMilliseconds;
    } else if (event !== null) {
      options.onEvent(event, id);
    }
  });
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return moveAfter;
      }
      stillThere();
      read(value);
      if (moveAfter !== null) {
        return moveAfter;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Waits, but not longer than until the signal aborts or somebody wakes it. */
export function waitOrWake(milliseconds: number, signal: AbortSignal, wake: EventTarget): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      wake.removeEventListener("wake", finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal.addEventListener("abort", finish);
    wake.addEventListener("wake", finish);
    if (signal.aborted) {
      finish();
    }
  });
}
