import { matrixGateway } from "../src/connectors/matrix/gateway.ts";
import type { GatewayRoute } from "../src/connectors/kit/gateway.ts";
import { badActs, badMessages, badTypes, event, foreign, own, room, text } from "./forbidden-gateway-data.ts";

/** A call that no page of ours makes, and that must not reach the homeserver. */
export interface ForbiddenCall {
  readonly why: string;
  readonly method: string;
  /** As it stands in the request line. */
  readonly target: string;
  readonly type?: string;
  readonly body?: string;
}

const base = "/api/chat/matrix/chat";
const client = `${base}/_matrix/client`;

/** What each name of a path stands for in a call that would be passed on. */
const samples: Readonly<Record<string, string>> = {
  room,
  event,
  user: own,
  transaction: "t1",
  filter: "1",
  field: "displayname",
  tag: "m.favourite",
  relation: "m.thread",
  receipt: "m.read",
};
const types: Readonly<Record<string, string>> = { account_data: "m.direct", state: "m.room.name" };

function sampleOf(name: string, path: string): string {
  if (name !== "type") return samples[name] ?? name;
  if (path.includes("/rooms/:room/account_data")) return "m.fully_read";
  return Object.entries(types).find(([part]) => path.includes(`/${part}/`))?.[1] ?? "m.room.message";
}

/** The target of a listed route, every part of it good. */
export const goodTarget = ({ path }: Pick<GatewayRoute, "path">) =>
  base + path.replaceAll(/:(\w+)/gu, (_all, name: string) => sampleOf(name, path));

const { routes } = matrixGateway;
const send = `${client}/v3/rooms/${room}/send/m.room.message/t1`;

/** Other ways to write the path of a good call, and to leave it. */
const spellings: readonly ((path: string) => string)[] = [
  (path) => path.replace("/_matrix/", "/../../_matrix/"),
  (path) => path.replace("/_matrix/", "/_matrix/../_matrix/"),
  (path) => path.replace("/_matrix/", "/_matrix/%2e%2e/_matrix/"),
  (path) => path.replace("/_matrix/", "/_matrix/%2E%2E/_synapse/admin/"),
  (path) => path.replace("/_matrix/", "/_matrix/%252e%252e/_synapse/"),
  (path) => path.replace("/_matrix/", "/_matrix%2f"),
  (path) => path.replace("/_matrix/", "/_matrix%5c"),
  (path) => path.replace("/_matrix/", "/_matrix\\"),
  (path) => path.replace("/_matrix/", "//_matrix/"),
  (path) => path.replace("/_matrix/", "/./_matrix/"),
  (path) => path.replace("/_matrix/", "/_matrix;x=1/"),
  (path) => path.replace("/client/", "/client//"),
  (path) => path.replace("/client/", "/client/%2f/"),
  (path) => path.replace("/client/", "/CLIENT/"),
  (path) => path.replace("/client/", "/client/%20/"),
  (path) => path.replace("/_matrix/", "/%5fmatrix%2fclient%2fv3%2flogin/"),
  (path) => `${path}%2f..%2f..%2flogin`,
  (path) => `${path}/..%2f..`,
  (path) => `${path}/../../../../../login`,
  (path) => `${path}/%2e%2e/%2e%2e/login`,
  (path) => `${path}%00`,
  (path) => `${path}%0d%0aX-Evil:%201`,
  (path) => `${path};access_token=x`,
  (path) => `${path}.json`,
  (path) => `${path}//`,
  (path) => `${path}/x`,
  (path) => `${path}%23`,
  (path) => `${path}%3faccess_token=x`,
  (path) => path.toUpperCase(),
  (path) => `http://localhost${path}`,
  (path) => `/${path}`,
];

/** What cannot be a room, in whatever place one is named. */
const oddRooms =
  `.. . %2e%2e %252e%252e %2f a%2fb %5c x room %21 %21:localhost %21a%2fb:localhost %21a%2f..%2f..%3Alocalhost
%21a%3Fb:localhost %21a%23b:localhost %21a%00:localhost %21a%0a:localhost %21a%20b:localhost %23alias:localhost
@ines:localhost %24event %21a:local%2fhost %21a:localhost%2f..%2f.. %21a;b:localhost %21${"a".repeat(300)} %ff %21%e2%80%ae:localhost`
    .split(/\s+/u)
    .filter((each) => each !== "");

const odd = (why: string, method: string, target: string, body?: string, type = "application/json"): ForbiddenCall => ({
  why,
  method,
  target,
  ...(body !== undefined && { body, type }),
});

function otherMethods(): ForbiddenCall[] {
  const known = new Map<string, Set<string>>();
  for (const route of routes) {
    const target = goodTarget(route);
    known.set(target, (known.get(target) ?? new Set()).add(route.method));
  }
  // Read by a route whose path names it as one of several.
  const marked = goodTarget({ path: "/_matrix/client/v3/user/:user/rooms/:room/account_data/m.marked_unread" });
  known.get(marked)?.add("GET");
  const all = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"];
  return [...known].flatMap(([target, methods]) =>
    all.filter((method) => !methods.has(method)).map((method) => odd("another method", method, target)),
  );
}

/** Somebody else's, somebody's elsewhere, and nobody's. */
const others = [
  "@deniz:localhost",
  "@ines:elsewhere.example",
  "@INES:localhost",
  "@ines:localhost:8448",
  "@:localhost",
  "ines",
];

const otherAccounts = () =>
  routes
    .filter((route) => route.ownAccount !== undefined)
    .flatMap((route) =>
      others.map((account) =>
        odd(
          `of ${account}`,
          route.method,
          goodTarget(route).replace(own, encodeURIComponent(account)),
          route.body === null ? undefined : "{}",
        ),
      ),
    );

const queries = [
  "access_token=x",
  "user_id=%40deniz%3Alocalhost",
  "unknown=1",
  "ver=1&ver=2",
  "__proto__=1",
  "via=evil.example",
];

const unknownQueries = () =>
  routes.flatMap((route) => {
    const body = route.body === null ? undefined : route.path.includes("/send/m.room.message/") ? text : "{}";
    return queries.map((query) => odd(`with ${query}`, route.method, `${goodTarget(route)}?${query}`, body));
  });

const badValues =
  `set_presence=online timeout=30001 timeout=-1 timeout=1e3 full_state=true since= since=%20 since=a&since=b
filter=%7B filter=%7B%22x%22:1%7D filter=%7B%22room%22:%7B%22timeline%22:%7B%22limit%22:100000%7D%7D%7D filter=..%2f..
_cacheBuster=x use_state_after=true`
    .split(/\s+/u)
    .map((query) => odd(`with ${query}`, "GET", `${client}/v3/sync?${query}`));

const badPages = "dir=x limit=101 limit=-1 limit=1.5 from=%0a filter=x order_by=recent dir=b&dir=f".split(" ");

const sources = ["files", "hidden", "nobody", "CHAT", "chat%2f..", "..", "%2e%2e", "chat%00", "x".repeat(80)];

/** Everything that is tried, in no particular order; every part by its reason. */
export function forbiddenCalls(): readonly ForbiddenCall[] {
  const some = ["/v3/sync", `/v3/rooms/${room}/messages`, `/v3/user/${own}/account_data/m.direct`].map(
    (path) => client + path,
  );
  return [
    ...foreign.flatMap((path) => ["GET", "POST"].map((method) => odd("not listed", method, base + path))),
    ...otherMethods(),
    ...some.flatMap((path) => spellings.map((spelled) => odd("another spelling", "GET", spelled(path)))),
    ...oddRooms.map((each) => odd("an odd room", "GET", `${client}/v3/rooms/${each}/messages`)),
    ...oddRooms.map((each) => odd("an odd room", "PUT", `${client}/v3/rooms/${each}/send/m.room.message/t1`, text)),
    ...otherAccounts(),
    ...unknownQueries(),
    ...badValues,
    ...badPages.map((query) => odd(`with ${query}`, "GET", `${client}/v3/rooms/${room}/messages?${query}`)),
    ...badMessages.map((body) => odd("no message", "PUT", send, body)),
    ...badTypes.map((type) => odd(`as ${type}`, "PUT", send, text, type)),
    ...badActs.map(([method, path, body]) => odd("no such act", method, client + path, body)),
    ...sources.flatMap((key) => [
      odd("another source", "GET", `/api/chat/matrix/${key}/_matrix/client/v3/joined_rooms`),
      odd("another source", "PUT", send.replace("/chat/_matrix", `/${key}/_matrix`), text),
    ]),
    odd("a body of a GET", "GET", `${client}/v3/joined_rooms`, "{}"),
    odd("a body of a DELETE", "DELETE", `${client}/v3/pushrules/global/room/${room}`, '{"x":1}'),
  ];
}
