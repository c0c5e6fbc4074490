import { MatrixClient } from "matrix-js-sdk/lib/client.js";
import { Filter } from "matrix-js-sdk/lib/filter.js";
import type { Logger } from "matrix-js-sdk/lib/logger.js";
import { logger as libraryLogger } from "matrix-js-sdk/lib/logger.js";
import type { Room } from "matrix-js-sdk/lib/models/room.js";
import { record, type Json } from "./raw-event.ts";
import { syncFilter } from "./sync-filter.ts";
import { SyncStore } from "./sync-store.ts";

/** What the client library knows: rooms with their state and members, account data, push rules. */
export interface Library {
  readonly room: (id: string) => Room | null;
  readonly rooms: () => readonly Room[];
  readonly accountData: (type: string) => Json;
  readonly isMuted: (room: string) => boolean;
  /** Lets go of what the library keeps of timelines; what is shown is kept elsewhere. */
  readonly trim: () => void;
  readonly stop: () => void;
}

export interface LibraryOptions {
  readonly base: string;
  readonly account: string;
  readonly fetchFn: typeof globalThis.fetch;
  readonly onAnswer: (answer: unknown) => void;
}

const nothing = (): void => undefined;
/** Rooms and names of a person are not for the console. */
const silent: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  getChild: () => silent,
};

/** With hundreds of rooms the first answer is large; whoever opens one sees more of it. */
const firstEvents = 10;

/** How many events the library may pile up in one room before they are let go. */
const piledEvents = 60;

/**
 * Starts the client library: without a token, which only the portal has; without encryption, calls, presence and
 * storage. It asks for news until it is stopped.
 */
export function startLibrary({ base, account, fetchFn, onAnswer }: LibraryOptions): Library {
  hush();
  const client = new MatrixClient({
    baseUrl: base,
    userId: account,
    fetchFn,
    store: new SyncStore(onAnswer),
    logger: silent,
    disableVoip: true,
    // The same names as in the portal's own lists.
    roomNameGenerator: (room, state) =>
      "name" in state ? state.name : "names" in state ? state.names.join(", ") : (state.oldName ?? room),
  });
  // It would look for calls in every room, and write to the console about it.
  client.matrixRTC.start = nothing;
  const filter = new Filter(account);
  filter.setDefinition(structuredClone(syncFilter));
  client
    .startClient({
      filter,
      initialSyncLimit: firstEvents,
      disablePresence: true,
      lazyLoadMembers: true,
      threadSupport: false,
    })
    // Its calls are repeated until they succeed; what is left is that it was stopped meanwhile.
    .catch(nothing);
  return {
    room: (id) => client.getRoom(id),
    rooms: () => client.getRooms(),
    // The event's content is JSON of whoever wrote it.
    accountData: (type) => record(client.store.getAccountData(type)?.getContent()),
    isMuted: (room) => isMuted(client, room),
    trim: () => {
      for (const room of client.getRooms()) {
        if (room.getLiveTimeline().getEvents().length > piledEvents) {
          room.resetLiveTimeline(null, null);
        }
      }
    },
    stop: () => {
      client.stopClient();
      client.removeAllListeners();
    },
  };
}

function isMuted(client: MatrixClient, room: string): boolean {
  const rules = client.pushRules?.global;
  const rule =
    rules?.override?.find(
      ({ conditions }) =>
        conditions?.length === 1 &&
        conditions.some((one) => one.kind === "event_match" && one.key === "room_id" && one.pattern === room),
    ) ?? rules?.room?.find(({ rule_id: id }) => id === room);
  return rule !== undefined && rule.enabled && !rule.actions.some((action) => action === "notify");
}

/** Some of the library's modules write to its one logger, whatever logger a client was given. */
function hush(): void {
  if ("setLevel" in libraryLogger && typeof libraryLogger.setLevel === "function") {
    libraryLogger.setLevel("silent", false);
  }
}
