import { ClientEvent, createClient, type MatrixClient, type MatrixEvent, SyncState } from "matrix-js-sdk";
import { z } from "zod";
import type { Person } from "../world/people.ts";
import { hush, nothing, silent } from "../world/silent-library.ts";
import { accountId } from "./matrix-account.ts";
import { passwordOf } from "./real-people.ts";

/** A person's own second client, outside of the portal: the same library, in Node, with a token of its own. */
export interface SecondClient {
  readonly id: string;
  create(name: string, invitees: readonly string[]): Promise<string>;
  invite(room: string, account: string): Promise<void>;
  join(room: string): Promise<void>;
  send(room: string, text: string, mentions?: readonly string[]): Promise<string>;
  /** The texts of a room's messages, oldest first, as the homeserver has them. */
  texts(room: string): Promise<readonly string[]>;
  /** Up to which message somebody has read, as this client sees it: by a public receipt, or one's own private one. */
  readUpTo(room: string, account: string): string | null;
  /** The fully-read marker of this account. */
  fullyRead(room: string): string | null;
  /** What this client counts as unread. */
  unread(room: string): number;
  markRead(room: string, event: string): Promise<void>;
  membership(room: string): string | null;
  devices(): Promise<readonly string[]>;
  /** The id of a message, as far as this client has heard of it. */
  find(room: string, text: string): string | null;
  stop(): void;
}

const markerSchema = z.object({ event_id: z.string() });

export async function secondClient(homeserver: string, person: Person): Promise<SecondClient> {
  hush();
  const door = createClient({ baseUrl: homeserver, logger: silent });
  const login = await door.loginRequest({
    type: "m.login.password",
    identifier: { type: "m.id.user", user: person.username },
    password: passwordOf(person),
    initial_device_display_name: "second client",
  });
  const client = createClient({
    baseUrl: homeserver,
    userId: login.user_id,
    accessToken: login.access_token,
    deviceId: login.device_id,
    logger: silent,
  });
  // It looks for calls in every room and says so on the console, whatever logger a client was given.
  Object.defineProperty(client, "matrixRTC", { value: { start: nothing, stop: nothing } });
  await client.startClient({ initialSyncLimit: 30, disablePresence: true });
  await ready(client);
  const roomOf = (room: string) => client.getRoom(room);
  return {
    id: accountId(person),
    create: async (name, invitees) => (await client.createRoom({ name, invite: [...invitees] })).room_id,
    invite: async (room, account) => void (await client.invite(room, account)),
    join: async (room) => void (await client.joinRoom(room)),
    async send(room, text, mentions = []) {
      const content = { msgtype: "m.text", body: text, "m.mentions": { user_ids: [...mentions] } };
      // The library's type of the content names more kinds than a plain text needs.
      return (await client.sendEvent(room, "m.room.message" as never, content as never, crypto.randomUUID())).event_id;
    },
    async texts(room) {
      const found: string[] = [];
      let from: string | null = null;
      do {
        const page = await client.createMessagesRequest(room, from, 100, "b" as never);
        for (const { type, content } of page.chunk) {
          if (type === "m.room.message" && typeof content["body"] === "string") {
            found.unshift(content["body"]);
          }
        }
        from = page.end ?? null;
      } while (from !== null);
      return found;
    },
    readUpTo: (room, account) => roomOf(room)?.getEventReadUpTo(account) ?? null,
    fullyRead: (room) => {
      const marker = markerSchema.safeParse(roomOf(room)?.getAccountData("m.fully_read")?.getContent());
      return marker.success ? marker.data.event_id : null;
    },
    unread: (room) => roomOf(room)?.getUnreadNotificationCount() ?? 0,
    markRead: async (room, event) => void (await client.setRoomReadMarkersHttpRequest(room, event, event)),
    membership: (room) => roomOf(room)?.getMyMembership() ?? null,
    devices: async () => (await client.getDevices()).devices.map((device) => device.display_name ?? ""),
    find: (room, text) => {
      const events: readonly MatrixEvent[] = roomOf(room)?.getLiveTimeline().getEvents() ?? [];
      return events.findLast((event) => event.getContent()["body"] === text)?.getId() ?? null;
    },
    stop: () => client.stopClient(),
  };
}

async function ready(client: MatrixClient): Promise<void> {
  await new Promise<void>((done) => {
    client.on(ClientEvent.Sync, (state) => {
      if (state === SyncState.Prepared) {
        done();
      }
    });
  });
}
