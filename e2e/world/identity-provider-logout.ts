import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { AdapterPayload } from "oidc-provider";
import type { Client } from "./clients.ts";
import type { ProviderParts } from "./identity-provider-library.ts";

/** What a client answered to a logout token; no status means that it could not be reached. */
export interface LogoutDelivery {
  readonly clientId: string;
  readonly sid: string;
  readonly status: number | null;
}

const deliverySeconds = 2.5;
const logoutTokenSeconds = 120;

/** Ends a session with everything that hangs on it, and tells every client of it, as Keycloak does. */
export async function endSession(parts: ProviderParts, session: AdapterPayload): Promise<readonly LogoutDelivery[]> {
  const { store, directory } = parts;
  const authorizations = Object.entries(session.authorizations ?? {});
  for (const { grantId } of authorizations.map(([, authorization]) => authorization)) {
    if (grantId !== undefined) {
      for (const kind of ["AccessToken", "RefreshToken", "AuthorizationCode"]) {
        await store.adapter(kind).revokeByGrantId(grantId);
      }
      await store.adapter("Grant").destroy(grantId);
    }
  }
  await store.adapter("Session").destroy(session.jti ?? "");
  const told = authorizations.flatMap(([clientId]) => directory.client(clientId) ?? []);
  const deliveries = told.map((client) => tellClient(parts, client, session.accountId ?? "", session.uid ?? ""));
  return (await Promise.all(deliveries)).flat();
}

/** The living sessions of one person. */
export function sessionsOf(parts: ProviderParts, sub: string): readonly AdapterPayload[] {
  return parts.store.all("Session").filter((session) => session.accountId === sub);
}

async function tellClient(parts: ProviderParts, client: Client, sub: string, sid: string): Promise<LogoutDelivery[]> {
  if (client.backchannelLogoutUri === undefined) {
    return [];
  }
  const token = await mintLogoutToken(parts, client.id, { sub, sid });
  const status = await fetch(client.backchannelLogoutUri, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ logout_token: token }),
    signal: AbortSignal.timeout(deliverySeconds * 1000),
  }).then(
    async (response) => {
      await response.body?.cancel();
      return response.status;
    },
    () => null,
  );
  return [{ clientId: client.id, sid, status }];
}

/** A logout token in the shape of Keycloak 26. */
export async function mintLogoutToken(
  parts: ProviderParts,
  clientId: string,
  person: { readonly sub: string; readonly sid: string },
): Promise<string> {
  const { kid, key } = await parts.keys.signing("PS256");
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    iss: parts.issuer,
    aud: clientId,
    ...person,
    iat: now,
    exp: now + logoutTokenSeconds,
    jti: randomUUID(),
    typ: "Logout",
    events: { "http://schemas.openid.net/event/backchannel-logout": {} },
  })
    .setProtectedHeader({ alg: "PS256", typ: "logout+jwt", kid })
    .sign(key);
}
