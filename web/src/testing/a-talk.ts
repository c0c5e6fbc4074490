import type { ChatMessageEntry, MessageBody, OutgoingText, Readable, RoomSummary } from "#matrix/model.ts";
import type { ChatHub, ChatNoticeEntry, ChatPhase, Talk, TalkState, TimelineEntry } from "#matrix/model.ts";

const day = "2026-11-23";

/** An instant of the day of the tests, by the clock of Berlin. */
export function clock(time: string, date = day): number {
  return Date.parse(`${date}T${time}:00+01:00`);
}

export const katharina = { id: "@katharina:example.org", name: "Katharina Wendland" } as const;
export const tobias = { id: "@tobias:example.org", name: "Tobias Kranich" } as const;
export const deniz = { id: "@deniz:example.org", name: "Deniz Aslan" } as const;
export const ines = { id: "@ines:example.org", name: "Ines Marquardt" } as const;

let made = 0;

/** A message of Katharina's; of the person's own, where it says so. */
export function aMessage(some: Partial<ChatMessageEntry> & { readonly text?: string } = {}): ChatMessageEntry {
  made += 1;
  const { text = "Guten Morgen zusammen.", ...rest } = some;
  const isOwn = some.isOwn ?? false;
  return {
    kind: "message",
    key: some.id ?? `$m${made}`,
    id: `$m${made}`,
    sender: isOwn ? ines : katharina,
    isOwn,
    at: clock("09:52"),
    body: aText(text),
    replyTo: null,
    isEdited: false,
    mentionsMe: false,
    reactions: [],
    thread: null,
    readers: [],
    delivery: { kind: "sent" },
    canEdit: isOwn,
    canRedact: isOwn,
    ...rest,
  };
}

export function aText(text: string, some: Partial<Extract<MessageBody, { kind: "text" }>> = {}): MessageBody {
  return { kind: "text", text, html: null, tone: "plain", ...some };
}

export function aNotice(some: Partial<ChatNoticeEntry> = {}): ChatNoticeEntry {
  made += 1;
  return {
    kind: "notice",
    key: `$n${made}`,
    at: clock("09:50"),
    what: "joined",
    actor: "Ole Friis",
    subject: null,
    ...some,
  };
}

export function aRoomSummary(some: Partial<RoomSummary> = {}): RoomSummary {
  return {
    id: "!wasser:example.org",
    name: "Referat 42 – Wasserrecht",
    isDirect: false,
    isFavourite: true,
    isMuted: false,
    isEncrypted: false,
    membership: "join",
    inviter: null,
    memberCount: 9,
    unread: 0,
    highlights: 0,
    last: null,
    at: clock("10:31"),
    ...some,
  };
}

/** The talk of the mock: what happened this morning in the unit. */
export function aMorning(): readonly TimelineEntry[] {
  const five =
    "Zu Abschnitt 4 habe ich heute Morgen mit dem Fachdienst gesprochen. Fünf Meter bleiben, aber mit Befreiung im Einzelfall.";
  return [
    aMessage({
      id: "$1",
      text: "Guten Morgen zusammen. Die Stellungnahmen der Kreise sind da, ich habe sie in den Vermerk eingearbeitet.",
    }),
    aMessage({ id: "$2", at: clock("09:53"), body: aFileBody() }),
    aMessage({ id: "$3", at: clock("09:54"), text: "Offen ist nur noch Abschnitt 4, Ausnahmen für Dauergrünland." }),
    aMessage({
      id: "$4",
      sender: tobias,
      at: clock("10:12"),
      text: five,
      reactions: [
        { key: "👍", count: 3, isOwn: true, names: ["Katharina Wendland", "Paul Zierau"] },
        { key: "❓", count: 1, isOwn: false, names: ["Paul Zierau"] },
      ],
    }),
    aMessage({
      id: "$5",
      isOwn: true,
      at: clock("10:15"),
      text: "Gut. Bitte so übernehmen, dann gebe ich frei.",
      replyTo: {
        id: "$4",
        sender: tobias.name,
        text: "Fünf Meter bleiben, aber mit Befreiung im Einzelfall.",
      },
    }),
    aMessage({
      id: "$6",
      sender: deniz,
      at: clock("10:31"),
      mentionsMe: true,
      body: aText("@Ines Marquardt Abschnitt 4 ist drin. Können Sie den Vermerk bis 14 Uhr freigeben?", {
        html: '<a href="https://matrix.to/#/@ines:example.org">Ines Marquardt</a> Abschnitt 4 ist drin. Können Sie den Vermerk bis 14 Uhr freigeben?',
      }),
    }),
    aMessage({ id: "$7", sender: deniz, at: clock("10:32"), text: "Danach geht er an die Abteilungsleitung." }),
  ];
}

function aFileBody(): MessageBody {
  return {
    kind: "file",
    name: "Vermerk Randstreifen.odt",
    download: "/chat/download/chat/example.org/abc?name=Vermerk%20Randstreifen.odt",
    size: 48_212,
    type: "application/vnd.oasis.opendocument.text",
    caption: null,
  };
}

export function aTalkState(some: Partial<TalkState> = {}): TalkState {
  return {
    room: aRoomSummary(),
    entries: aMorning(),
    older: "none",
    hasNewer: false,
    readUpTo: "$5",
    typing: [],
    ended: null,
    uploadLimit: 100_000_000,
    members: [ines, katharina, tobias, deniz, { id: "@paul:example.org", name: "Paul Zierau" }],
    href: "https://chat.example.org/#/room/!wasser:example.org",
    ...some,
  };
}

/** A room in the hands of a test: it shows what the test says, and notes what was asked of it. */
export interface ScriptedTalk {
  readonly hub: ChatHub;
  /** How the page stands to the homeserver. */
  readonly stand: (phase: ChatPhase) => void;
  readonly talk: Talk;
  /** Each call by its name and what it was given, in order; `markRead` and `setTyping` are noted apart. */
  readonly asked: readonly (readonly unknown[])[];
  readonly sent: readonly OutgoingText[];
  readonly read: readonly string[];
  readonly typed: readonly boolean[];
  readonly opened: readonly string[];
  readonly closed: () => number;
  show(some: Partial<TalkState> | ((state: TalkState) => Partial<TalkState>)): void;
  /** What the next acts that answer reject with. */
  failWith(error: Error | null): void;
  /** Answers of `showMessage`. */
  find(answer: (id: string) => boolean): void;
}

export function aTalk(some: Partial<TalkState> = {}): ScriptedTalk {
  let state = aTalkState(some);
  let draft = "";
  let error: Error | null = null;
  let find: (id: string) => boolean = () => true;
  let closed = 0;
  const listeners = new Set<() => void>();
  const asked: unknown[][] = [];
  const sent: OutgoingText[] = [];
  const read: string[] = [];
  const typed: boolean[] = [];
  const opened: string[] = [];
  const note = async (...call: readonly unknown[]): Promise<void> => {
    asked.push([...call]);
    await Promise.resolve();
    if (error !== null) {
      throw error;
    }
  };
  const talk: Talk = {
    state: {
      get: () => state,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    send: (message) => void sent.push(message),
    sendFile: (file, caption) => void asked.push(["sendFile", file.name, caption]),
    edit: async (id, text) => note("edit", id, text),
    redact: async (id) => note("redact", id),
    toggleReaction: async (id, key) => note("toggleReaction", id, key),
    retry: (key) => void asked.push(["retry", key]),
    discard: (key) => void asked.push(["discard", key]),
    showOlder: () => void asked.push(["showOlder"]),
    showNewer: () => void asked.push(["showNewer"]),
    showNewest: () => void asked.push(["showNewest"]),
    showMessage: async (id) => {
      await note("showMessage", id);
      return find(id);
    },
    markRead: (id) => void read.push(id),
    setTyping: (isTyping) => void typed.push(isTyping),
    draft: { get: () => draft, set: (text) => (draft = text) },
    close: () => {
      closed += 1;
    },
  };
  const phase = aPhase();
  return {
    hub: aHub(talk, opened, phase),
    stand: phase.set,
    talk,
    asked,
    sent,
    read,
    typed,
    opened,
    closed: () => closed,
    show: (more) => {
      state = { ...state, ...(typeof more === "function" ? more(state) : more) };
      for (const listener of listeners) {
        listener();
      }
    },
    failWith: (next) => {
      error = next;
    },
    find: (answer) => {
      find = answer;
    },
  };
}

function aPhase(): Readable<ChatPhase> & { readonly set: (phase: ChatPhase) => void } {
  let now: ChatPhase = { kind: "live" };
  const listeners = new Set<() => void>();
  return {
    get: () => now,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (phase) => {
      now = phase;
      for (const listener of listeners) {
        listener();
      }
    },
  };
}

function aHub(talk: Talk, opened: string[], phase: Readable<ChatPhase>): ChatHub {
  const still = <T>(value: T): Readable<T> => ({ get: () => value, subscribe: () => () => undefined });
  const refuse = async (): Promise<never> => Promise.reject(new Error("Nobody asks this of a scripted room."));
  return {
    source: "chat",
    account: ines.id,
    web: "https://chat.example.org",
    phase,
    rooms: still([]),
    open: (room) => {
      opened.push(room);
      return talk;
    },
    accept: refuse,
    decline: refuse,
    leave: refuse,
    setFavourite: refuse,
    setMuted: refuse,
    searchPeople: refuse,
    startDirect: refuse,
    retry: () => undefined,
  };
}
