import type { Desk } from "./desk.ts";
import { chatErrorOf, path, type MatrixRequest } from "./matrix-call.ts";
import { ChatError, type ChatHub, type ChatPerson, type RoomSummary } from "./model.ts";
import { plainLine } from "./plain-text.ts";
import { list, record, text, type Json } from "./raw-event.ts";

/** What a person does with rooms as a whole. */
export type HubActs = Pick<
  ChatHub,
  "accept" | "decline" | "leave" | "setFavourite" | "setMuted" | "searchPeople" | "startDirect"
>;

/** How long an act waits until the homeserver shows what it did; afterwards the list follows by itself. */
const patienceMilliseconds = 8000;
const mostPeople = "20";

export function createHubActs(desk: Desk): HubActs {
  const { account, book, now } = desk;
  const act = async (request: MatrixRequest): Promise<Json> => {
    try {
      return await desk.ask(request);
    } catch (error) {
      throw chatErrorOf(error, now);
    }
  };
  /** Resolves when the list shows the room as expected. */
  const shown = (room: string, isExpected: (summary: RoomSummary | null) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        forget();
        resolve();
      };
      const look = (): void => {
        if (isExpected(book.summary(room))) {
          end();
        }
      };
      const timer = setTimeout(end, patienceMilliseconds);
      const forget = book.rooms.subscribe(look);
      look();
    });
  const leave = async (room: string): Promise<void> => {
    await act({ method: "POST", path: path`/v3/rooms/${room}/leave`, body: {} });
    await shown(room, (summary) => summary === null);
  };

  return {
    accept: async (room) => {
      const isDirect = book.summary(room)?.isDirect === true;
      const inviter = book.summary(room)?.inviter?.id;
      await act({ method: "POST", path: path`/v3/join/${room}`, body: {} });
      const isMarked = isDirect && inviter !== undefined && (await markDirect(desk, inviter, room));
      await shown(room, (summary) => summary?.membership === "join" && (summary.isDirect || !isMarked));
    },
    decline: leave,
    leave,
    setFavourite: async (room, isFavourite) => {
      const where = path`/v3/user/${account}/rooms/${room}/tags/m.favourite`;
      await act(isFavourite ? { method: "PUT", path: where, body: { order: 0.5 } } : { method: "DELETE", path: where });
    },
    setMuted: async (room, isMuted) => {
      await setSilent(act, room, isMuted);
      book.mute(room, isMuted);
    },
    searchPeople: async (term, signal) => {
      const body = { search_term: term, limit: Number(mostPeople) };
      const answer = await act({ method: "POST", path: "/v3/user_directory/search", body, signal });
      return list(answer["results"]).flatMap((result) => personFound(record(result), account) ?? []);
    },
    startDirect: async (person) => {
      const known = directRoomWith(desk, person);
      if (known !== null) {
        return known;
      }
      // Encrypted rooms are made where there are keys: never here.
      const body = { is_direct: true, preset: "trusted_private_chat", invite: [person] };
      const room = text((await act({ method: "POST", path: "/v3/createRoom", body }))["room_id"]) ?? "";
      const isMarked = await markDirect(desk, person, room);
      await shown(room, (summary) => summary !== null && (summary.isDirect || !isMarked));
      return room;
    },
  };
}

/**
 * A rule that overrides all others, those for mentions included (client-server API, "Push Rules"); other clients may
 * have silenced the room by a rule of its own, and taking back takes both.
 */
async function setSilent(act: (request: MatrixRequest) => Promise<Json>, room: string, isSilent: boolean) {
  const rule = path`/v3/pushrules/global/override/${room}`;
  if (isSilent) {
    const conditions = [{ kind: "event_match", key: "room_id", pattern: room }];
    await act({ method: "PUT", path: rule, body: { conditions, actions: [] } });
    return;
  }
  for (const each of [rule, path`/v3/pushrules/global/room/${room}`]) {
    try {
      await act({ method: "DELETE", path: each });
    } catch (error) {
      // A rule that is not there is what was asked for.
      if (!(error instanceof ChatError) || error.because !== "not_found") {
        throw error;
      }
    }
  }
}

function personFound(result: Json, account: string): ChatPerson | null {
  const id = text(result["user_id"]);
  if (id === null || id === account) {
    return null;
  }
  return { id, name: plainLine(text(result["display_name"]) ?? "") || (/^@([^:]+):/u.exec(id)?.[1] ?? id) };
}

/** A room with this person alone that the person is in. */
function directRoomWith({ book, library }: Desk, person: string): string | null {
  const rooms = list(library().accountData("m.direct")[person]).filter((room) => typeof room === "string");
  const usable = rooms.find((room) => {
    const summary = book.summary(room);
    return summary?.membership === "join" && summary.memberCount <= 2;
  });
  return usable ?? null;
}

/** Says that a room is a conversation with one other person (client-server API, "Direct Messaging"), if that succeeds. */
async function markDirect({ ask, account, library }: Desk, person: string, room: string): Promise<boolean> {
  const before = library().accountData("m.direct");
  const rooms = list(before[person]).filter((each) => typeof each === "string");
  if (rooms.includes(room)) {
    return true;
  }
  try {
    const body = { ...before, [person]: [...rooms, room] };
    await ask({ method: "PUT", path: path`/v3/user/${account}/account_data/m.direct`, body });
    return true;
  } catch {
    // The room is there and usable; it is listed among the rooms until somebody marks it.
    return false;
  }
}
