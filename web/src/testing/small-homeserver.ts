import { chatGatewayPath, chatUploadPath } from "@pforte/shared/contract/chat";
import { http, HttpResponse, type RequestHandler } from "msw";

const base = `${chatGatewayPath}/chat/_matrix/client`;
const room = "!a:example.org";

/** A gateway with one room behind it that says the least that a Matrix client needs; `seen` hears of every request. */
export function smallHomeserver(seen: Request[]): RequestHandler[] {
  let answers = 0;
  const events = [
    state("m.room.create", "", {}),
    state("m.room.name", "", { name: "Referat 42" }),
    state("m.room.member", "@ines:example.org", { membership: "join", displayname: "Ines Marquardt" }),
    state("m.room.member", "@deniz:example.org", { membership: "join", displayname: "Deniz Aslan" }),
  ];
  const message = {
    type: "m.room.message",
    event_id: "$1",
    sender: "@deniz:example.org",
    origin_server_ts: 1_780_000_000_000,
    content: { msgtype: "m.text", body: "Guten Morgen" },
  };
  // By what is asked: a question of the page before, still on its way, must not take this page's first answer.
  const sync = async (url: URL): Promise<object> => {
    answers += 1;
    if (url.searchParams.has("since")) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { next_batch: `s${answers}`, to_device: { events: [] } };
    }
    const timeline = { events: [message], limited: false, prev_batch: "t1" };
    const counts = { notification_count: 1, highlight_count: 0 };
    const joined = { state: { events }, timeline, unread_notifications: counts, summary: {} };
    return { next_batch: "s1", rooms: { join: { [room]: joined } }, to_device: { events: [] } };
  };
  const answer: Readonly<Record<string, (url: URL) => object | Promise<object>>> = {
    "GET /versions": () => ({ versions: ["v1.15"] }),
    "GET /v3/pushrules/": () => ({ global: {} }),
    "POST /v3/user/@ines:example.org/filter": () => ({ filter_id: "1" }),
    "GET /v3/sync": sync,
    "GET /v1/media/config": () => ({ "m.upload.size": 1000 }),
    [`GET /v3/rooms/${room}/messages`]: () => ({ chunk: [], start: "t1" }),
    [`GET /v3/rooms/${room}/joined_members`]: () => ({ joined: {} }),
  };
  return [
    http.all(`${base}/*`, async ({ request }) => {
      seen.push(request);
      const url = new URL(request.url);
      const path = decodeURIComponent(url.pathname).slice(base.length);
      const isSend = path.startsWith(`/v3/rooms/${room}/send/`);
      const known = isSend ? () => ({ event_id: "$2" }) : answer[`${request.method} ${path}`];
      return known === undefined
        ? HttpResponse.json({ errcode: "M_UNRECOGNIZED" }, { status: 404 })
        : HttpResponse.json(await known(url));
    }),
    http.post(`${chatUploadPath}/chat`, ({ request }) => {
      seen.push(request);
      return HttpResponse.json({ uri: "mxc://example.org/AbC" });
    }),
  ];
}

function state(type: string, key: string, content: object): object {
  return {
    type,
    content,
    state_key: key,
    sender: "@deniz:example.org",
    event_id: `$${type}${key}`,
    origin_server_ts: 1_780_000_000_000,
  };
}
