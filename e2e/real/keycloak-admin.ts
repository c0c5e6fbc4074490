import { keycloakAdmin, realmName } from "./keycloak.ts";
import { LaneError } from "./lane-error.ts";

/** What an administrator of Keycloak does, over its own interface (Admin REST API). */
export interface KeycloakAdmin {
  /** Ends every session of a person and tells every client (back-channel logout). */
  endSessions(sub: string): Promise<void>;
  setEnabled(sub: string, isEnabled: boolean): Promise<void>;
  /** Takes a person into a group, or out of it. */
  setMembership(sub: string, group: string, isMember: boolean): Promise<void>;
  /** When each of a person's sessions there was last used, in milliseconds. */
  sessions(sub: string): Promise<readonly number[]>;
  /** Makes a new key that signs from now on; the returned function removes it. */
  addSigningKey(algorithm: "PS256" | "RS256"): Promise<() => Promise<void>>;
  setAccessTokenLifespan(clientId: string, seconds: number): Promise<void>;
  /** Switches a client off or on; an audience whose client is off is refused. */
  setClientEnabled(clientId: string, isEnabled: boolean): Promise<void>;
  /** Registers the same client once more, for tokens by password without a browser; the returned function removes it. */
  copyForPasswords(
    clientId: string,
    copy: { readonly id: string; readonly secret: string },
  ): Promise<() => Promise<void>>;
}

export function keycloakAdministrator(origin: string): KeycloakAdmin {
  const realm = `/admin/realms/${realmName}`;
  // Kept for less than the minute that it lives, so that measured acts are not slowed down by a sign-in.
  let kept = { token: "", until: 0 };
  const ask = async (method: string, path: string, body?: unknown): Promise<Response> => {
    if (kept.until < Date.now()) {
      kept = { token: await adminToken(origin), until: Date.now() + 40_000 };
    }
    const { token } = kept;
    const reply = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      signal: AbortSignal.timeout(20_000),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!reply.ok) {
      throw new LaneError("Keycloak's administration", `${method} ${path} gave ${reply.status}: ${await reply.text()}`);
    }
    return reply;
  };
  const clientOf = async (clientId: string) => {
    const found = asList(await (await ask("GET", `${realm}/clients?clientId=${clientId}`)).json());
    return asRecord(found[0]);
  };
  return {
    async endSessions(sub) {
      await ask("POST", `${realm}/users/${sub}/logout`);
    },
    async setEnabled(sub, isEnabled) {
      // Keycloak replaces the whole person, so it gets back what it gave.
      const person = asRecord(await (await ask("GET", `${realm}/users/${sub}`)).json());
      await ask("PUT", `${realm}/users/${sub}`, { ...person, enabled: isEnabled });
    },
    async setMembership(sub, group, isMember) {
      const found = asList(await (await ask("GET", `${realm}/groups?search=${group}&exact=true`)).json());
      const id = String(asRecord(found[0])["id"]);
      await ask(isMember ? "PUT" : "DELETE", `${realm}/users/${sub}/groups/${id}`);
    },
    async sessions(sub) {
      const found = asList(await (await ask("GET", `${realm}/users/${sub}/sessions`)).json());
      return found.map((session) => Number(asRecord(session)["lastAccess"]));
    },
    async addSigningKey(algorithm) {
      const reply = await ask("POST", `${realm}/components`, {
        name: `rotated-${algorithm}-${Date.now()}`,
        providerId: "rsa-generated",
        providerType: "org.keycloak.keys.KeyProvider",
        config: { priority: ["200"], algorithm: [algorithm], keySize: ["2048"], enabled: ["true"], active: ["true"] },
      });
      const place = new URL(reply.headers.get("location") ?? "", origin).pathname;
      return async () => {
        await ask("DELETE", place);
      };
    },
    async setAccessTokenLifespan(clientId, seconds) {
      const client = await clientOf(clientId);
      const attributes = { ...asRecord(client["attributes"]), "access.token.lifespan": String(seconds) };
      await ask("PUT", `${realm}/clients/${String(client["id"])}`, { ...client, attributes });
    },
    async setClientEnabled(clientId, isEnabled) {
      const client = await clientOf(clientId);
      await ask("PUT", `${realm}/clients/${String(client["id"])}`, { ...client, enabled: isEnabled });
    },
    async copyForPasswords(clientId, copy) {
      const { id: _, ...client } = await clientOf(clientId);
      const attributes = { ...asRecord(client["attributes"]), "require.pushed.authorization.requests": "false" };
      const changes = { clientId: copy.id, secret: copy.secret, directAccessGrantsEnabled: true, attributes };
      const reply = await ask("POST", `${realm}/clients`, { ...client, ...changes });
      const place = new URL(reply.headers.get("location") ?? "", origin).pathname;
      return async () => {
        await ask("DELETE", place);
      };
    },
  };
}

async function adminToken(origin: string): Promise<string> {
  const reply = await fetch(`${origin}/realms/master/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "password", client_id: "admin-cli", ...keycloakAdmin }),
    signal: AbortSignal.timeout(20_000),
  });
  const token = asRecord(await reply.json())["access_token"];
  if (typeof token !== "string") {
    throw new LaneError("Keycloak's administration", `no token for the administrator (${reply.status}).`);
  }
  return token;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {}; // checked above
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
