import { type ApiCall, caller, type ClientApi, owner, positionOf, type Route } from "./matrix-api.ts";
import { type SyncFilter, syncFilterSchema } from "./matrix-filter.ts";
import { MatrixProblem } from "./matrix-http.ts";
import { notifications } from "./matrix-notifications.ts";
import { syncAnswer } from "./matrix-sync.ts";

async function sync(api: ClientApi, call: ApiCall) {
  const viewer = caller(api, call);
  const { query } = call.seen;
  const from = query.get("since");
  const since = from === null ? null : positionOf(from);
  const key = `${viewer.user} ${viewer.device} ${query.toString()}`;
  const known = api.syncs.get(key);
  // A call that is repeated in every parameter is answered from memory for two minutes, as at Synapse.
  if (known !== undefined && Date.now() - known.at < 120_000) return known.answer;
  const filter = filterOf(api, viewer.user, query.get("filter"));
  const deadline = Date.now() + Math.min(Number(query.get("timeout") ?? "0"), 30_000);
  for (;;) {
    const at = api.server.now();
    const { answer, isEmpty } = syncAnswer(api.server, { viewer: { ...viewer, at }, since, filter, told: api.told });
    if (!isEmpty || since === null) {
      if (api.syncs.size > 500) api.syncs.clear();
      api.syncs.set(key, { at: Date.now(), answer });
      return answer;
    }
    const left = deadline - Date.now();
    if (left <= 0 || call.signal.aborted) return answer;
    await api.server.change(left, call.signal);
    // Whoever was signed out while waiting is told so and gets no news.
    caller(api, call);
  }
}

/** A filter is written out or named by its id. */
function filterOf(api: ClientApi, user: string, filter: string | null): SyncFilter {
  if (filter === null || filter === "") return {};
  if (!filter.startsWith("{")) {
    const known = /^\d+$/u.test(filter) ? api.server.account(user).filters[Number(filter)] : undefined;
    if (known === undefined) throw new MatrixProblem(400, "M_INVALID_PARAM");
    return syncFilterSchema.parse(known);
  }
  return checkedFilter(parsedFilter(filter));
}

function checkedFilter(value: unknown): SyncFilter {
  const parsed = syncFilterSchema.safeParse(value);
  if (!parsed.success) throw new MatrixProblem(400, "M_BAD_JSON");
  return parsed.data;
}

export function parsedFilter(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller is told; nothing else depends on it.
    throw new MatrixProblem(400, "M_NOT_JSON");
  }
}

export const syncRoutes: readonly Route[] = [
  ["GET", /^v3\/sync$/u, sync],
  [
    "POST",
    /^v3\/user\/([^/]+)\/filter$/u,
    (api, call, [user = ""]) => {
      const { filters } = api.server.account(owner(api, call, user).user);
      checkedFilter(call.seen.body);
      filters.push(call.seen.body);
      return { filter_id: String(filters.length - 1) };
    },
  ],
  [
    "GET",
    /^v3\/user\/([^/]+)\/filter\/([^/]+)$/u,
    (api, call, [user = "", id = ""]) => {
      const filter = api.server.account(owner(api, call, user).user).filters[Number(id)];
      if (filter === undefined) throw new MatrixProblem(404, "M_NOT_FOUND");
      return filter;
    },
  ],
  ["GET", /^v3\/notifications$/u, (api, call) => notifications(api.server, caller(api, call), call.seen.query)],
  [
    "GET",
    /^v3\/joined_rooms$/u,
    (api, call) => {
      const { user } = caller(api, call);
      const joined = [...api.server.rooms].filter(([, room]) => room.membership(user) === "join");
      return { joined_rooms: joined.map(([id]) => id) };
    },
  ],
];
