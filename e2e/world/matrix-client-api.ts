import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { MatrixDevices } from "./matrix-devices.ts";
import type { MatrixHomeserver } from "./matrix-homeserver.ts";
import { expectBody, MatrixProblem, type SeenRequest } from "./matrix-http.ts";
import type { MatrixIdentity, Subject } from "./matrix-identity.ts";
import { notifications, pushRules } from "./matrix-notifications.ts";
import { syncAnswer, syncFilterSchema } from "./matrix-sync.ts";

/** Which sign-ins the homeserver offers. */
export type MatrixFlow = "jwt" | "sso";

/** What the calls of the client API work on. */
export interface ClientApi {
  readonly server: MatrixHomeserver;
  readonly devices: MatrixDevices;
  readonly identity: MatrixIdentity | null;
  readonly flows: () => readonly MatrixFlow[];
  readonly loginTokens: Map<string, Subject>;
  readonly syncs: Map<string, { readonly at: number; readonly answer: unknown }>;
}

export interface ApiCall {
  readonly seen: SeenRequest;
  readonly signal: AbortSignal;
}

type Handler = (api: ClientApi, call: ApiCall, parts: readonly string[]) => unknown;

const loginSchema = z.object({
  type: z.string(),
  token: z.string().optional(),
  device_id: z.string().optional(),
  initial_device_display_name: z.string().optional(),
  refresh_token: z.boolean().optional(),
});

/** The caller of an authenticated call. */
function caller(api: ClientApi, { seen }: ApiCall): { readonly user: string; readonly device: string } {
  const header = seen.headers["authorization"];
  const token = typeof header === "string" && header.startsWith("Bearer ") ? header.slice(7) : null;
  if (token === null) throw new MatrixProblem(401, "M_MISSING_TOKEN");
  const check = api.devices.check(token);
  if (check.kind === "valid") return check;
  throw new MatrixProblem(401, "M_UNKNOWN_TOKEN", { soft_logout: check.kind === "soft" });
}

function flows(api: ClientApi) {
  const offered = api.flows();
  return {
    flows: [
      ...(offered.includes("jwt") ? [{ type: "org.matrix.login.jwt" }] : []),
      ...(offered.includes("sso")
        ? [
            { type: "m.login.sso", identity_providers: [{ id: "oidc-keycloak", name: "Keycloak", brand: null }] },
            { type: "m.login.token" },
          ]
        : []),
      { type: "m.login.application_service" },
    ],
  };
}

async function login(api: ClientApi, { seen }: ApiCall) {
  const body = expectBody(loginSchema, seen.body);
  const subject = await subjectOf(api, body.type, body.token ?? "");
  const user = api.server.userId(subject.username);
  api.server.account(subject.username, subject.name);
  const device = body.device_id ?? randomBytes(5).toString("hex").toUpperCase();
  // A device that came by an exchanged token knows no session, so that no back-channel logout ends it.
  const providerSession = body.type === "m.login.token" ? subject.sid : null;
  return api.devices.signIn(
    user,
    device,
    body.initial_device_display_name ?? device,
    body.refresh_token === true,
    providerSession,
  );
}

async function subjectOf(api: ClientApi, type: string, token: string): Promise<Subject> {
  if (type === "m.login.token") {
    const subject = api.loginTokens.get(token);
    api.loginTokens.delete(token);
    if (subject === undefined) throw new MatrixProblem(403, "M_FORBIDDEN");
    return subject;
  }
  if (type !== "org.matrix.login.jwt" || api.identity === null || !api.flows().includes("jwt")) {
    throw new MatrixProblem(400, "M_UNKNOWN");
  }
  try {
    return await api.identity.subjectOfToken(token);
  } catch {
    throw new MatrixProblem(403, "M_FORBIDDEN");
  }
}

function refresh(api: ClientApi, { seen }: ApiCall) {
  const { refresh_token: token } = expectBody(z.object({ refresh_token: z.string() }), seen.body);
  const next = api.devices.refresh(token);
  if (next === "unknown") throw new MatrixProblem(401, "M_UNKNOWN_TOKEN");
  if (next === "consumed") throw new MatrixProblem(403, "M_FORBIDDEN");
  return next;
}

async function sync(api: ClientApi, call: ApiCall) {
  const { user, device } = caller(api, call);
  const { query } = call.seen;
  const since = positionOf(query.get("since"));
  const key = `${user} ${device} ${query.toString()}`;
  const known = api.syncs.get(key);
  // A call that is repeated in every parameter is answered from memory for two minutes, as at Synapse.
  if (known !== undefined && Date.now() - known.at < 120_000) return known.answer;
  const filter = syncFilterSchema.parse(JSON.parse(query.get("filter") ?? "{}"));
  const deadline = Date.now() + Math.min(Number(query.get("timeout") ?? "0"), 30_000);
  for (;;) {
    const { answer, isEmpty } = syncAnswer(api.server, user, since, filter);
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

function positionOf(since: string | null): number | null {
  if (since === null) return null;
  const match = /^s(\d+)_\d+$/u.exec(since);
  if (match === null) throw new MatrixProblem(400, "M_INVALID_PARAM");
  return Number(match[1]);
}

function roomOf(api: ClientApi, user: string, roomId: string, memberships: readonly string[]): string {
  const membership = api.server.rooms.get(roomId)?.membership(user) ?? "none";
  if (!memberships.includes(membership)) throw new MatrixProblem(403, "M_FORBIDDEN");
  return roomId;
}

const readMarkersSchema = z.object({
  "m.fully_read": z.string().optional(),
  "m.read": z.string().optional(),
  "m.read.private": z.string().optional(),
});

const contentSchema = z.record(z.string(), z.unknown());

const routes: readonly (readonly [string, RegExp, Handler])[] = [
  ["GET", /^versions$/u, () => ({ versions: ["v1.11", "v1.15"], unstable_features: {} })],
  ["GET", /^v3\/login$/u, flows],
  ["POST", /^v3\/login$/u, login],
  ["POST", /^v3\/refresh$/u, refresh],
  ["GET", /^v3\/sync$/u, sync],
  [
    "GET",
    /^v3\/account\/whoami$/u,
    (api, call) => {
      const { user, device } = caller(api, call);
      return { user_id: user, device_id: device, is_guest: false };
    },
  ],
  [
    "POST",
    /^v3\/logout$/u,
    (api, call) => {
      const { user, device } = caller(api, call);
      api.devices.end((each) => each.user === user && each.id === device);
      return {};
    },
  ],
  [
    "GET",
    /^v3\/joined_rooms$/u,
    (api, call) => {
      const { user } = caller(api, call);
      const joined = [...api.server.rooms].filter(([, room]) => room.membership(user) === "join");
      return { joined_rooms: joined.map(([id]) => id) };
    },
  ],
  [
    "POST",
    /^v3\/(?:rooms\/([^/]+)\/join|join\/([^/]+))$/u,
    (api, call, [first, second]) => {
      const { user } = caller(api, call);
      const id = roomOf(api, user, `${first ?? ""}${second ?? ""}`, ["invite", "join"]);
      api.server.setMembership(id, user, "join");
      return { room_id: id };
    },
  ],
  [
    "POST",
    /^v3\/rooms\/([^/]+)\/leave$/u,
    (api, call, [roomId = ""]) => {
      const { user } = caller(api, call);
      api.server.setMembership(roomOf(api, user, roomId, ["invite", "join"]), user, "leave");
      return {};
    },
  ],
  [
    "PUT",
    /^v3\/rooms\/([^/]+)\/send\/([^/]+)\/([^/]+)$/u,
    (api, call, [roomId = "", type = "", transaction = ""]) => {
      const { user, device } = caller(api, call);
      const id = roomOf(api, user, roomId, ["join"]);
      const content = expectBody(contentSchema, call.seen.body);
      return { event_id: api.server.sendOnce(`${user} ${device} ${transaction}`, id, user, type, content) };
    },
  ],
  [
    "POST",
    /^v3\/rooms\/([^/]+)\/receipt\/m\.read(?:\.private)?\/([^/]+)$/u,
    (api, call, [roomId = "", eventId = ""]) => {
      const { user } = caller(api, call);
      const body = expectBody(z.object({ thread_id: z.string().optional() }), call.seen.body);
      api.server.read(roomOf(api, user, roomId, ["join"]), user, eventId, body.thread_id ?? null);
      return {};
    },
  ],
  [
    "POST",
    /^v3\/rooms\/([^/]+)\/read_markers$/u,
    (api, call, [roomId = ""]) => {
      const { user } = caller(api, call);
      const id = roomOf(api, user, roomId, ["join"]);
      const body = expectBody(readMarkersSchema, call.seen.body);
      const read = body["m.read"] ?? body["m.read.private"];
      if (read !== undefined) api.server.read(id, user, read);
      return {};
    },
  ],
  ["GET", /^v3\/notifications$/u, (api, call) => notifications(api.server, caller(api, call).user, call.seen.query)],
  ["GET", /^v3\/pushrules\/$/u, (api, call) => pushRules(api.server, caller(api, call).user)],
  [
    "PUT",
    /^v3\/pushrules\/global\/room\/([^/]+)$/u,
    (api, call, [roomId = ""]) => {
      const { user } = caller(api, call);
      const { actions } = expectBody(z.object({ actions: z.array(z.unknown()) }), call.seen.body);
      api.server.setSilent(user, roomId, actions.length === 0);
      return {};
    },
  ],
  [
    "DELETE",
    /^v3\/pushrules\/global\/room\/([^/]+)$/u,
    (api, call, [roomId = ""]) => {
      const { user } = caller(api, call);
      if (!api.server.isSilent(user, roomId)) throw new MatrixProblem(404, "M_NOT_FOUND");
      api.server.setSilent(user, roomId, false);
      return {};
    },
  ],
];

/** Answers one call of the client API, or throws a `MatrixProblem`. */
export async function answerClientApi(api: ClientApi, call: ApiCall): Promise<unknown> {
  const path = call.seen.path.slice("/_matrix/client/".length);
  for (const [method, pattern, handler] of routes) {
    const match = method === call.seen.method ? pattern.exec(path) : null;
    if (match !== null)
      return handler(
        api,
        call,
        match.slice(1).map((part) => decodeURIComponent(part ?? "")),
      );
  }
  throw new MatrixProblem(404, "M_UNRECOGNIZED");
}
