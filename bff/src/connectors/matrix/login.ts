import { withoutEndingSlashes } from "#connectors/kit/address.ts";
import type { LoginCall, LoginDevice, SignInWays, ToolGrant, ToolLogin } from "#connectors/kit/tool-login.ts";
import { path } from "#connectors/kit/upstream-path.ts";
import { matrixRefusal } from "./refusal.ts";
import { loginFlowsSchema, loginSchema, refreshSchema } from "./schema.ts";

const jwtLogin = "org.matrix.login.jwt";

export interface MatrixLoginSettings {
  readonly address: string;
  readonly serverName: string;
  /** The homeserver's name for the identity provider, such as `oidc-keycloak`; null takes the first that it offers. */
  readonly identityProvider: string | null;
}

/** The two ways to a person's own token at a homeserver: an exchanged JWT, or single sign-on through the browser. */
export function matrixLogin(settings: MatrixLoginSettings): ToolLogin {
  return {
    ways: (call) => ways(call, settings.identityProvider),
    expectedAccount: (username) => `@${username.toLowerCase()}:${settings.serverName}`,
    withExchangedToken: (call, token, device) => logIn(call, { type: jwtLogin, token }, device),
    redirectAddress(way, returnTo) {
      const provider = way === "" ? "" : `/${encodeURIComponent(way)}`;
      const address = withoutEndingSlashes(settings.address);
      return `${address}/_matrix/client/v3/login/sso/redirect${provider}?redirectUrl=${encodeURIComponent(returnTo)}`;
    },
    codeParameter: "loginToken",
    withCode: (call, code, device) => logIn(call, { type: "m.login.token", token: code }, device),
    refresh,
    async signOut(call) {
      await call.http.send(path`/_matrix/client/v3/logout`, { method: "POST", body: {}, refusal: matrixRefusal });
    },
  };
}

async function ways(call: LoginCall, identityProvider: string | null): Promise<SignInWays> {
  const { flows } = await call.http.json(path`/_matrix/client/v3/login`, loginFlowsSchema, { refusal: matrixRefusal });
  const sso = flows.find((flow) => flow.type === "m.login.sso");
  return {
    exchangedToken: flows.some((flow) => flow.type === jwtLogin),
    redirect: sso === undefined ? null : (identityProvider ?? sso.identity_providers?.[0]?.id ?? ""),
  };
}

async function logIn(
  call: LoginCall,
  proof: { readonly type: string; readonly token: string },
  device: LoginDevice,
): Promise<ToolGrant> {
  const reply = await call.http.json(path`/_matrix/client/v3/login`, loginSchema, {
    method: "POST",
    body: { ...proof, device_id: device.id, initial_device_display_name: device.name, refresh_token: true },
    refusal: matrixRefusal,
  });
  return {
    account: reply.user_id,
    accessToken: reply.access_token,
    refreshToken: reply.refresh_token ?? null,
    expiresInSeconds: secondsOf(reply.expires_in_ms),
    device: reply.device_id,
  };
}

async function refresh(call: LoginCall, grant: ToolGrant): Promise<ToolGrant> {
  const reply = await call.http.json(path`/_matrix/client/v3/refresh`, refreshSchema, {
    method: "POST",
    body: { refresh_token: grant.refreshToken },
    refusal: matrixRefusal,
  });
  return {
    ...grant,
    accessToken: reply.access_token,
    refreshToken: reply.refresh_token ?? grant.refreshToken,
    expiresInSeconds: secondsOf(reply.expires_in_ms),
  };
}

const secondsOf = (milliseconds: number | undefined) => (milliseconds === undefined ? null : milliseconds / 1000);
