import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type ApiCall, caller, type ClientApi, type Route } from "./matrix-api.ts";
import { expectBody, MatrixProblem } from "./matrix-http.ts";
import type { Subject } from "./matrix-identity.ts";

const versions = Array.from({ length: 15 }, (_, index) => `v1.${index + 1}`);

const loginSchema = z.object({
  type: z.string(),
  token: z.string().optional(),
  device_id: z.string().optional(),
  initial_device_display_name: z.string().optional(),
  refresh_token: z.boolean().optional(),
});

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
    // Why a token is not believed is none of its bearer's business.
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

const roomVersions = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [String(index + 1), "stable"]));

const capabilities = {
  "m.room_versions": { default: "12", available: roomVersions },
  "m.change_password": { enabled: true },
  "m.set_displayname": { enabled: true },
  "m.set_avatar_url": { enabled: true },
  "m.3pid_changes": { enabled: true },
  "m.get_login_token": { enabled: false },
  "m.profile_fields": { enabled: true },
};

export const sessionRoutes: readonly Route[] = [
  ["GET", /^versions$/u, () => ({ versions, unstable_features: { "org.matrix.msc3981": true } })],
  ["GET", /^v3\/login$/u, flows],
  ["POST", /^v3\/login$/u, login],
  ["POST", /^v3\/refresh$/u, refresh],
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
    /^v3\/devices$/u,
    (api, call) => {
      const { user } = caller(api, call);
      const devices = api.devices.of(user);
      return { devices: devices.map(({ id, displayName }) => ({ device_id: id, display_name: displayName })) };
    },
  ],
  [
    "GET",
    /^v3\/capabilities$/u,
    (api, call) => {
      caller(api, call);
      return { capabilities };
    },
  ],
];
