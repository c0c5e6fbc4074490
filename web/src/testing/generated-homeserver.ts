import type { FetchFn } from "#matrix/matrix-call.ts";

const first = Date.parse("2026-01-05T08:00:00Z");
const members = ["@deniz:example.org", "@tobias:example.org", "@ines:example.org"] as const;

/** A homeserver that makes up what it is asked for and keeps nothing, so that a heap holds the page's part alone. */
export interface GeneratedHomeserver {
  readonly fetchFn: FetchFn;
  /** Answers the sync that waits with one more message in a room. */
  readonly say: (room: string) => void;
}

export interface GeneratedOptions {
  readonly rooms: number;
  /** Messages in each room. */
  readonly messages: number;
}

export const roomAt = (index: number): string => `!room${index}:example.org`;

export function generatedHomeserver({ rooms, messages }: GeneratedOptions): GeneratedHomeserver {
  let position = 0;
  let tell: ((answer: object) => void) | null = null;
  const sync = (url: URL, signal: AbortSignal | null): Promise<object> => {
    if (!url.searchParams.has("since")) {
      const all = Array.from({ length: rooms }, (_, index) => [roomAt(index), joined(roomAt(index), messages)]);
      return Promise.resolve({ next_batch: "s0", rooms: { join: Object.fromEntries(all) } });
    }
    return new Promise((resolve, reject) => {
      tell = resolve;
      signal?.addEventListener("abort", () => reject(new Error("Aborted.")));
    });
  };
  const answer = (url: URL, signal: AbortSignal | null): object | Promise<object> => {
    const { pathname } = url;
    const from = Number(url.searchParams.get("from")?.slice(1) ?? messages);
    switch (
      pathname
        .slice(pathname.indexOf("/client/") + "/client".length)
        .split("/")
        .at(-1)
    ) {
      case "sync":
        return sync(url, signal);
      case "messages": {
        const room = decodeURIComponent(pathname.split("/").at(-2) ?? "");
        const count = Math.min(from, 50);
        const chunk = Array.from({ length: count }, (_, index) => message(room, from - 1 - index));
        return { chunk, start: `t${from}`, ...(from > count && { end: `t${from - count}` }) };
      }
      case "filter":
        return { filter_id: "1" };
      case "joined_members":
        return { joined: Object.fromEntries(members.map((member) => [member, { display_name: member.slice(1, 6) }])) };
      default:
        return { versions: ["v1.15"], global: {}, "m.upload.size": 1000 };
    }
  };
  return {
    fetchFn: async (address, { signal = null } = {}) =>
      new Response(JSON.stringify(await answer(new URL(address), signal)), {
        headers: { "content-type": "application/json" },
      }),
    say: (room) => {
      position += 1;
      const timeline = { events: [message(room, messages + position)], limited: false, prev_batch: `t${messages}` };
      const counts = { notification_count: position, highlight_count: 0 };
      tell?.({
        next_batch: `s${position}`,
        rooms: { join: { [room]: { timeline, unread_notifications: counts, state: { events: [] } } } },
      });
    },
  };
}

function joined(room: string, messages: number): object {
  const shown = Math.min(messages, 20);
  const state = [
    event(room, "m.room.create", "", {}),
    event(room, "m.room.name", "", { name: `Raum ${room}` }),
    ...members.map((member) =>
      event(room, "m.room.member", member, { membership: "join", displayname: member.slice(1, 6) }),
    ),
  ];
  const events = Array.from({ length: shown }, (_, index) => message(room, messages - shown + index));
  return {
    state: { events: state },
    timeline: { events, limited: messages > shown, prev_batch: `t${messages - shown}` },
    unread_notifications: { notification_count: 0, highlight_count: 0 },
    summary: { "m.joined_member_count": members.length },
  };
}

function event(room: string, type: string, key: string, content: object): object {
  return {
    type,
    content,
    state_key: key,
    sender: members[0],
    event_id: `$${type}${key}${room}`,
    origin_server_ts: first,
  };
}

/** A message as long as people's messages are. */
function message(room: string, index: number): object {
  return {
    type: "m.room.message",
    event_id: `$${room}${index}`,
    sender: members[index % 2],
    origin_server_ts: first + index * 60_000,
    content: { msgtype: "m.text", body: `Zeile ${index}: ${"Die Stellungnahme liegt vor. ".repeat(1 + (index % 5))}` },
    unsigned: { age: 1000 },
  };
}
