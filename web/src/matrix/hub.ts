import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { Connection } from "./connection.ts";
import type { ChatSettings, Desk } from "./desk.ts";
import { createDrafts } from "./drafts.ts";
import { createHubActs } from "./hub-acts.ts";
import { createLine, type Line } from "./line.ts";
import { createAsk, type Ask, type FetchFn } from "./matrix-call.ts";
import type { ChatHub } from "./model.ts";
import { Outboxes } from "./outboxes.ts";
import { amount } from "./raw-event.ts";
import { createCell, type Cell } from "./readable.ts";
import { RoomBook } from "./room-book.ts";
import { openTalk, type OpenTalk } from "./talk.ts";
import { sendUpload, type SendUpload } from "./upload.ts";

export interface HubOptions {
  readonly source: string;
  readonly account: string;
  readonly web: string | null;
  /** What the homeserver's own paths follow: an absolute address without an ending slash. */
  readonly base: string;
  readonly fetchFn: FetchFn;
  readonly settings: () => ChatSettings;
  /** What the portal says of this source. */
  readonly outcome: SourceState;
  readonly readOutcome: () => Promise<SourceState>;
  /** The portal's session is over. */
  readonly onSignedOut: () => void;
  readonly storage: () => Storage | null;
  readonly now?: () => number;
  readonly isOnline?: () => boolean;
  /** What tells that the browser is online or offline, or that somebody is back at it. */
  readonly network?: Pick<EventTarget, "addEventListener">;
  readonly random?: () => number;
  readonly sendUpload?: SendUpload;
  /** See `Outbox`. */
  readonly pauses?: readonly number[];
}

/** Longer than a live homeserver is silent: it answers every call for news after half a minute. */
const silentMilliseconds = 45_000;

/** What tells that somebody is back at a page that may have slept, with a connection that died without a word. */
const wakings = ["focus", "visibilitychange", "pageshow"] as const;

/** A hub, and its end: afterwards it holds nothing and asks nothing. */
export interface RunningHub extends ChatHub {
  stop(): void;
}

/** The room that is looked at; one at a time. */
class Shown {
  #open: { readonly room: string; readonly talk: OpenTalk } | null = null;

  get talk(): OpenTalk | null {
    return this.#open?.talk ?? null;
  }

  refresh(room: string): void {
    if (this.#open?.room === room) {
      this.#open.talk.refresh();
    }
  }

  open(room: string, desk: Desk): OpenTalk {
    this.talk?.close();
    const talk = openTalk(room, desk, () => {
      this.#open = this.talk === talk ? null : this.#open;
    });
    this.#open = { room, talk };
    return talk;
  }
}

/** Speaks to one homeserver on behalf of the person, from now on until it is stopped. */
export function createHub(options: HubOptions): RunningHub {
  const { source, account, base, fetchFn, now = Date.now, isOnline = browserIsOnline, random = Math.random } = options;
  const web = options.web?.replace(/\/{1,9}$/u, "") ?? null;
  const stopped = new AbortController();
  const line = createLine({ now, isOnline, random });
  const uploadLimit = createCell<number | null>(null);
  const drafts = createDrafts(options.storage, source, account);
  const shown = new Shown();
  let heardAt = now();

  const ask = createAsk({ base, fetchFn, signal: stopped.signal, onFailure: (failure) => connection.hear(failure) });
  const book = new RoomBook({ source, account, now, library: () => connection.library });
  const outboxes = new Outboxes({
    account,
    ask,
    now,
    drafts,
    isEncrypted: (room) => book.summary(room)?.isEncrypted === true,
    onChange: (room) => shown.refresh(room),
    ...(options.pauses !== undefined && { pauses: options.pauses }),
  });
  const connection = new Connection({
    ...options,
    line,
    now,
    signal: stopped.signal,
    onStart: () => book.startOver(),
    onAnswer: (answer) => {
      heardAt = now();
      outboxes.take(answer);
      const news = book.take(answer);
      line.live();
      shown.talk?.hear(news);
      connection.library.trim();
    },
  });
  const desk: Desk = {
    source,
    account,
    web,
    ask,
    now,
    settings: options.settings,
    book,
    drafts,
    uploadLimit,
    outboxes,
    library: () => connection.library,
    sendUpload: options.sendUpload ?? sendUpload,
  };
  const forgetLine = followLine(line, options.network ?? globalThis, {
    onLive: () => {
      outboxes.hurry();
      shown.talk?.mend();
    },
    isSilent: () => now() - heardAt > silentMilliseconds,
  });
  connection.begin(options.outcome);

  return {
    source,
    account,
    web,
    phase: line.phase,
    rooms: book.rooms,
    ...createHubActs(desk),
    open: (room) => {
      const talk = shown.open(room, desk);
      void readUploadLimit(ask, uploadLimit).then(() => talk.refresh());
      return talk;
    },
    retry: () => (line.phase.get().kind === "closed" ? void connection.check() : line.retry()),
    stop: () => {
      // First, so that nothing is said in leaving to a session that may be that of somebody else by now.
      stopped.abort();
      shown.talk?.close();
      forgetLine();
      connection.stop();
      outboxes.stop();
      book.forget();
    },
  };
}

interface LineFollower {
  readonly onLive: () => void;
  /** Whether the homeserver has not been heard of for longer than it should be. */
  readonly isSilent: () => boolean;
}

/** Says when the way is there again, and tells the line of the network and of a page that wakes; the returned function ends it. */
function followLine(
  line: Line,
  network: NonNullable<HubOptions["network"]>,
  { onLive, isSilent }: LineFollower,
): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const forget = line.phase.subscribe(() => {
    if (line.phase.get().kind === "live") {
      onLive();
    }
  });
  for (const event of ["online", "offline"]) {
    network.addEventListener(event, () => line.networkChanged(), { signal });
  }
  for (const event of wakings) {
    network.addEventListener(event, () => (line.phase.get().kind === "live" && isSilent() ? line.retry() : undefined), {
      signal,
    });
  }
  return () => {
    forget();
    ended.abort();
  };
}

async function readUploadLimit(ask: Ask, limit: Cell<number | null>): Promise<void> {
  if (limit.get() !== null) {
    return;
  }
  try {
    const config = await ask({ path: "/v1/media/config" });
    limit.set(amount(config["m.upload.size"]));
  } catch {
    // Unknown is not unlimited: the homeserver refuses what is too large.
  }
}

function browserIsOnline(): boolean {
  return typeof navigator === "undefined" || navigator.onLine !== false;
}
