import { z } from "zod";
import { caller, type ClientApi, owner, type Route } from "./matrix-api.ts";
import type { EventContent } from "./matrix-events.ts";
import { expectBody, MatrixProblem } from "./matrix-http.ts";
import type { MatrixAccount } from "./matrix-accounts.ts";

const contentSchema = z.record(z.string(), z.unknown());

/** What has calls of its own. */
const setElsewhere = new Set(["m.push_rules", "m.fully_read"]);

function setData(api: ClientApi, user: string, room: string | null, type: string, body: unknown) {
  if (setElsewhere.has(type)) throw new MatrixProblem(405, "M_BAD_JSON");
  if (room !== null && !room.startsWith("!")) throw new MatrixProblem(400, "M_INVALID_PARAM");
  api.server.setAccountData(user, room, type, expectBody(contentSchema, body));
  return {};
}

function getData(api: ClientApi, user: string, room: string | null, type: string) {
  const content = api.server.account(user).get(room, type);
  if (content === null) throw new MatrixProblem(404, "M_NOT_FOUND");
  return content;
}

function tagsOf(account: MatrixAccount, room: string): EventContent {
  const parsed = z.object({ tags: contentSchema }).safeParse(account.get(room, "m.tag"));
  return parsed.success ? parsed.data.tags : {};
}

function setTags(api: ClientApi, user: string, room: string, change: (tags: EventContent) => EventContent) {
  if ((api.server.rooms.get(room)?.membership(user) ?? null) === null) throw new MatrixProblem(403, "M_FORBIDDEN");
  api.server.setAccountData(user, room, "m.tag", { tags: change(tagsOf(api.server.account(user), room)) });
  return {};
}

function profileOf(api: ClientApi, user: string): { displayname: string; avatar_url?: string } {
  if (!/^@[^:]+:.+$/u.test(user)) throw new MatrixProblem(400, "M_INVALID_PARAM");
  const account = api.server.accounts.get(user);
  if (account === undefined) throw new MatrixProblem(404, "M_UNKNOWN");
  return { displayname: account.displayName, ...(account.avatarUrl !== null && { avatar_url: account.avatarUrl }) };
}

const searchSchema = z.object({ search_term: z.string(), limit: z.number().int().positive().default(10) });

/** People by the beginnings of the words of their name, or by their id; never the searcher. */
function searchPeople(api: ClientApi, user: string, body: unknown) {
  const parsed = searchSchema.safeParse(body);
  if (!parsed.success) throw new MatrixProblem(400, "M_UNKNOWN");
  const words = parsed.data.search_term.toLowerCase().split(/\s+/u).filter(Boolean);
  const found = [...api.server.accounts.values()].filter(({ id, displayName }) => {
    const own = [...displayName.toLowerCase().split(/\s+/u), id.slice(1).toLowerCase()];
    return id !== user && words.every((word) => own.some((each) => each.startsWith(word)));
  });
  const limit = Math.min(parsed.data.limit, 50);
  return {
    limited: found.length > limit,
    results: found
      .slice(0, limit)
      .map(({ id, displayName, avatarUrl }) => ({ user_id: id, display_name: displayName, avatar_url: avatarUrl })),
  };
}

export const accountRoutes: readonly Route[] = [
  [
    "PUT",
    /^v3\/user\/([^/]+)\/account_data\/([^/]+)$/u,
    (api, call, [user = "", type = ""]) => setData(api, owner(api, call, user).user, null, type, call.seen.body),
  ],
  [
    "GET",
    /^v3\/user\/([^/]+)\/account_data\/([^/]+)$/u,
    (api, call, [user = "", type = ""]) => getData(api, owner(api, call, user).user, null, type),
  ],
  [
    "PUT",
    /^v3\/user\/([^/]+)\/rooms\/([^/]+)\/account_data\/([^/]+)$/u,
    (api, call, [user = "", room = "", type = ""]) =>
      setData(api, owner(api, call, user).user, room, type, call.seen.body),
  ],
  [
    "GET",
    /^v3\/user\/([^/]+)\/rooms\/([^/]+)\/account_data\/([^/]+)$/u,
    (api, call, [user = "", room = "", type = ""]) => getData(api, owner(api, call, user).user, room, type),
  ],
  [
    "GET",
    /^v3\/user\/([^/]+)\/rooms\/([^/]+)\/tags$/u,
    (api, call, [user = "", room = ""]) => ({
      tags: tagsOf(api.server.account(owner(api, call, user).user), room),
    }),
  ],
  [
    "PUT",
    /^v3\/user\/([^/]+)\/rooms\/([^/]+)\/tags\/([^/]+)$/u,
    (api, call, [user = "", room = "", tag = ""]) => {
      owner(api, call, user);
      const body = expectBody(contentSchema, call.seen.body);
      return setTags(api, user, room, (tags) => ({ ...tags, [tag]: body }));
    },
  ],
  [
    "DELETE",
    /^v3\/user\/([^/]+)\/rooms\/([^/]+)\/tags\/([^/]+)$/u,
    (api, call, [user = "", room = "", tag = ""]) => {
      owner(api, call, user);
      return setTags(api, user, room, (tags) =>
        Object.fromEntries(Object.entries(tags).filter(([name]) => name !== tag)),
      );
    },
  ],
  [
    "GET",
    /^v3\/profile\/([^/]+)$/u,
    (api, call, [user = ""]) => {
      caller(api, call);
      return profileOf(api, user);
    },
  ],
  [
    "GET",
    /^v3\/profile\/([^/]+)\/(displayname|avatar_url)$/u,
    (api, call, [user = "", field = ""]) => {
      caller(api, call);
      return Object.fromEntries(Object.entries(profileOf(api, user)).filter(([name]) => name === field));
    },
  ],
  ["POST", /^v3\/user_directory\/search$/u, (api, call) => searchPeople(api, caller(api, call).user, call.seen.body)],
];
