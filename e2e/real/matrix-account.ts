import { z } from "zod";
import type { Person } from "../world/people.ts";
import { passwordOf } from "./real-people.ts";
import { serverName } from "./synapse.ts";

/** A person's account at a homeserver as another client sees it (Matrix client-server API). */
export interface MatrixAccount {
  readonly id: string;
  join(room: string): Promise<void>;
  send(room: string, text: string): Promise<string>;
  markRead(room: string, event: string): Promise<void>;
  /** What the homeserver counts as unread in a room. */
  unread(room: string): Promise<{ readonly notifications: number; readonly highlights: number }>;
  /** Names of the devices that are signed in. */
  devices(): Promise<readonly string[]>;
}

export const accountId = (person: Person): string => `@${person.username}:${serverName}`;

const unreadSchema = z.object({
  rooms: z.object({
    join: z.record(
      z.string(),
      z.object({
        unread_notifications: z.object({ notification_count: z.number(), highlight_count: z.number() }).partial(),
      }),
    ),
  }),
});

/** Signs in with the account's password, beside the portal. */
export async function matrixAccount(homeserver: string, person: Person): Promise<MatrixAccount> {
  const ask = async (method: string, path: string, token: string | null, body?: unknown): Promise<unknown> => {
    const reply = await fetch(`${homeserver}/_matrix/client/v3${path}`, {
      method,
      headers: { "content-type": "application/json", ...(token !== null && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await reply.json();
    if (!reply.ok) {
      throw new Error(`${method} ${path} gave ${reply.status}: ${JSON.stringify(answer)}`);
    }
    return answer;
  };
  const login = z.object({ access_token: z.string() }).parse(
    await ask("POST", "/login", null, {
      type: "m.login.password",
      identifier: { type: "m.id.user", user: person.username },
      password: passwordOf(person),
      initial_device_display_name: "second client",
    }),
  );
  const token = login.access_token;
  return {
    id: accountId(person),
    async join(room) {
      await ask("POST", `/rooms/${encodeURIComponent(room)}/join`, token, {});
    },
    async send(room, text) {
      const path = `/rooms/${encodeURIComponent(room)}/send/m.room.message/${crypto.randomUUID()}`;
      const sent = await ask("PUT", path, token, { msgtype: "m.text", body: text });
      return z.object({ event_id: z.string() }).parse(sent).event_id;
    },
    async markRead(room, event) {
      const path = `/rooms/${encodeURIComponent(room)}/receipt/m.read/${encodeURIComponent(event)}`;
      await ask("POST", path, token, {});
    },
    async unread(room) {
      const filter = JSON.stringify({ room: { rooms: [room], timeline: { limit: 1 } } });
      const reply = await ask(
        "GET",
        `/sync?timeout=0&set_presence=offline&filter=${encodeURIComponent(filter)}`,
        token,
      );
      const counts = unreadSchema.parse(reply).rooms.join[room]?.unread_notifications;
      return { notifications: counts?.notification_count ?? 0, highlights: counts?.highlight_count ?? 0 };
    },
    async devices() {
      const schema = z.object({ devices: z.array(z.object({ display_name: z.string().nullish() })) });
      const { devices } = schema.parse(await ask("GET", "/devices", token));
      return devices.map((device) => device.display_name ?? "");
    },
  };
}
