import { useMemo } from "react";
import type { ChatHub, Readable, RoomSummary } from "#matrix/model.ts";
import { useReadable } from "#matrix/use-chat.tsx";
import { honestRoom } from "./honest-names.ts";

/** A chat source of the person, and its homeserver as this page speaks to it. */
export interface ChatSource {
  /** As the portal calls the tool. */
  readonly name: string;
  readonly hub: ChatHub;
}

/** A room among those of all sources; `id` is `<source>:<native id>`, as in addresses. */
export interface ListedRoom {
  readonly id: string;
  readonly hub: ChatHub;
  readonly room: RoomSummary;
}

/** The rooms of all sources, newest first. */
export function useListedRooms(sources: readonly ChatSource[]): readonly ListedRoom[] {
  const store = useMemo(() => joinReadables(sources.map(({ hub }) => hub.rooms)), [sources]);
  const rooms = useReadable(store);
  return useMemo(
    () =>
      sources
        .flatMap(({ hub }, index) => (rooms[index] ?? []).map((room) => listed(hub, room)))
        .toSorted((a, b) => b.room.at - a.room.at),
    [sources, rooms],
  );
}

/** The same object for the same summary, so that only rows in which something changed are drawn again. */
const known = new WeakMap<RoomSummary, ListedRoom>();

function listed(hub: ChatHub, room: RoomSummary): ListedRoom {
  const found = known.get(room);
  if (found?.hub === hub) {
    return found;
  }
  const made = { id: `${hub.source}:${room.id}`, hub, room: honestRoom(room) };
  known.set(room, made);
  return made;
}

/** Several values that change by themselves as one. */
export function joinReadables<T>(readables: readonly Readable<T>[]): Readable<readonly T[]> {
  let last: readonly T[] = readables.map(({ get }) => get());
  return {
    get: () => {
      const now = readables.map(({ get }) => get());
      if (now.some((value, index) => value !== last[index])) {
        last = now;
      }
      return last;
    },
    subscribe: (listener) => {
      const ends = readables.map(({ subscribe }) => subscribe(listener));
      return () => {
        for (const end of ends) {
          end();
        }
      };
    },
  };
}

/** The source to which the room with this id belongs. */
export function sourceOf(sources: readonly ChatSource[], id: string): ChatSource | null {
  return sources.find(({ hub }) => id.startsWith(`${hub.source}:`)) ?? null;
}

/** The room in the web client, where there is one. */
export function clientHref({ web }: ChatHub, room: string): string | null {
  return web === null ? null : `${web}/#/room/${encodeURIComponent(room)}`;
}
