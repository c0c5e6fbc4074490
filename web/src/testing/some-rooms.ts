import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { ChatError, type ChatHub, type ChatPerson, type ChatPhase, type RoomSummary } from "#matrix/model.ts";
import { createReadable, type Settable } from "./settable.ts";

const at = (time: string): number => Date.parse(`2026-11-${time}:00+01:00`);

/** A room as a homeserver's adapter sums it up. */
export function aRoom(some: Partial<RoomSummary> = {}): RoomSummary {
  return {
    id: "!raum:example.org",
    name: "Hochwasserschutz",
    isDirect: false,
    isFavourite: false,
    isMuted: false,
    isEncrypted: false,
    membership: "join",
    inviter: null,
    memberCount: 9,
    unread: 0,
    highlights: 0,
    last: aLast("Tobias Kranich", "Pegel Auwald steigt langsam"),
    at: at("20T11:00"),
    ...some,
  };
}

/** The newest message of a room. */
export function aLast(
  sender: string,
  text: string | null,
  some: Partial<NonNullable<RoomSummary["last"]>> = {},
): NonNullable<RoomSummary["last"]> {
  return { sender, isOwn: false, kind: "text", text, at: at("20T11:00"), ...some };
}

/** An invitation of Ole Friis into the working group. */
export function anInvitation(some: Partial<RoomSummary> = {}): RoomSummary {
  return aRoom({
    id: "!akte:example.org",
    name: "AG Digitale Akte",
    membership: "invite",
    inviter: { id: "@ole:example.org", name: "Ole Friis" },
    last: null,
    at: at("20T09:00"),
    ...some,
  });
}

/** The rooms of the design: one invitation, two favourites, six others. */
export function someRooms(): RoomSummary[] {
  return [
    anInvitation(),
    aRoom({
      id: "!42:example.org",
      name: "Referat 42 – Wasserrecht",
      isFavourite: true,
      unread: 2,
      highlights: 1,
      last: aLast("Deniz Aslan", "Können Sie den Vermerk bis 14 Uhr freigeben?"),
      at: at("23T10:31"),
    }),
    aRoom({
      id: "!paul:example.org",
      name: "Paul Zierau",
      isDirect: true,
      isFavourite: true,
      memberCount: 2,
      unread: 1,
      last: aLast("Paul Zierau", "Danke, dann nehme ich den Punkt mit"),
      at: at("23T09:40"),
    }),
    aRoom({
      id: "!personalrat:example.org",
      name: "Personalrat Sprechstunde",
      isEncrypted: true,
      memberCount: 4,
      unread: 3,
      last: aLast("Ruth Okafor", null, { kind: "encrypted" }),
      at: at("23T08:52"),
    }),
    aRoom({
      id: "!helga:example.org",
      name: "Helga Brandstetter",
      isDirect: true,
      memberCount: 2,
      last: aLast("Ines Marquardt", "Passt, bis morgen.", { isOwn: true }),
      at: at("20T16:00"),
    }),
    aRoom({ id: "!hochwasser:example.org", at: at("20T11:00") }),
    aRoom({
      id: "!it:example.org",
      name: "IT-Service",
      isMuted: true,
      unread: 4,
      last: aLast("IT-Service", "Neues Kennwort erst ab Dezember nötig"),
      at: at("19T15:00"),
    }),
    aRoom({
      id: "!katharina:example.org",
      name: "Katharina Wendland",
      isDirect: true,
      memberCount: 2,
      last: aLast("Katharina Wendland", "Anlage 3.odt", { kind: "file" }),
      at: at("19T10:00"),
    }),
    aRoom({
      id: "!abteilung:example.org",
      name: "Abteilung 4",
      memberCount: 61,
      last: aLast("Paul Zierau", "Abteilungsrunde am Mittwoch um 9 Uhr"),
      at: at("16T09:00"),
    }),
  ];
}

/** A homeserver in the hands of a test: what it says is set, what was asked of it is kept. */
export interface ScriptedHub {
  readonly hub: ChatHub;
  readonly rooms: Settable<readonly RoomSummary[]>;
  readonly phase: Settable<ChatPhase>;
  /** What was asked, in order: `accept !akte:example.org`. */
  readonly asked: readonly string[];
  /** Makes the next acts fail; `null` lets them work again. */
  refuse(error: ChatError | null): void;
  /** Lets acts wait until the returned function is called. */
  hold(): () => void;
  /** Who is found by which term; without it nobody is. */
  people: (term: string) => readonly ChatPerson[];
}

interface HubOptions {
  readonly source?: string;
  readonly rooms?: readonly RoomSummary[];
  readonly phase?: ChatPhase;
  readonly web?: string | null;
}

export function createScriptedHub(options: HubOptions = {}): ScriptedHub {
  const { source = "matrix", rooms: first = someRooms(), phase: begun = { kind: "live" } } = options;
  const rooms = createReadable<readonly RoomSummary[]>(first);
  const phase = createReadable<ChatPhase>(begun);
  const asked: string[] = [];
  let refusal: ChatError | null = null;
  let gate: Promise<void> = Promise.resolve();
  const act = async (what: string, done: () => void = () => undefined): Promise<void> => {
    asked.push(what);
    await gate;
    if (refusal !== null) {
      throw refusal;
    }
    done();
  };
  const change = (id: string, some: Partial<RoomSummary>): void => {
    const changed = (room: RoomSummary): RoomSummary => (room.id === id ? { ...room, ...some } : room);
    rooms.set(rooms.get().map(changed));
  };
  const remove = (id: string): void => rooms.set(rooms.get().filter((room) => room.id !== id));
  const scripted: ScriptedHub = {
    rooms,
    phase,
    asked,
    people: () => [],
    refuse: (error) => {
      refusal = error;
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    hub: {
      source,
      account: "@ines:example.org",
      web: options.web === undefined ? "https://element.example.org" : options.web,
      phase,
      rooms,
      open: () => {
        throw new ChatError("other", "This hub opens no rooms.");
      },
      accept: async (room) => act(`accept ${room}`, () => change(room, { membership: "join", inviter: null })),
      decline: async (room) => act(`decline ${room}`, () => remove(room)),
      leave: async (room) => act(`leave ${room}`, () => remove(room)),
      setFavourite: async (room, isFavourite) =>
        act(`favourite ${room} ${isFavourite}`, () => change(room, { isFavourite })),
      setMuted: async (room, isMuted) => act(`mute ${room} ${isMuted}`, () => change(room, { isMuted })),
      searchPeople: async (term, signal) => {
        await act(`search ${term}`);
        signal.throwIfAborted();
        return scripted.people(term);
      },
      startDirect: async (person) => {
        const id = `!with-${person.slice(1)}`;
        await act(`direct ${person}`, () =>
          rooms.set([aRoom({ id, name: "Neues Gespräch", isDirect: true, at: at("23T10:44") }), ...rooms.get()]),
        );
        return id;
      },
      retry: () => {
        asked.push("retry");
      },
    },
  };
  return scripted;
}

/** A source that is closed in this way. */
export function closed(outcome: SourceState): ChatPhase {
  return { kind: "closed", outcome };
}
