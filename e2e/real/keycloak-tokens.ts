import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Person } from "../world/people.ts";
import type { KeycloakAdmin } from "./keycloak-admin.ts";
import { passwordOf } from "./real-people.ts";

/** Tokens as the portal gets them, for calls that are made without a browser. */
export interface KeycloakTokens {
  /** A person's token, exchanged (RFC 8693) for one of this audience. */
  forAudience(person: Person, audience: string, scope: string): Promise<string>;
  remove(): Promise<void>;
}

const replySchema = z.object({ access_token: z.string() });

export async function keycloakTokens(admin: KeycloakAdmin, issuer: string, clientId: string): Promise<KeycloakTokens> {
  const copy = { id: `lane-${randomBytes(4).toString("hex")}`, secret: randomBytes(24).toString("base64url") };
  const remove = await admin.copyForPasswords(clientId, copy);
  const ask = async (fields: Readonly<Record<string, string>>): Promise<string> => {
    const reply = await fetch(`${issuer}/protocol/openid-connect/token`, {
      method: "POST",
      body: new URLSearchParams({ client_id: copy.id, client_secret: copy.secret, ...fields }),
      signal: AbortSignal.timeout(20_000),
    });
    const body: unknown = await reply.json();
    if (!reply.ok) throw new Error(`Keycloak gave no token (${reply.status}): ${JSON.stringify(body)}`);
    return replySchema.parse(body).access_token;
  };
  return {
    async forAudience(person, audience, scope) {
      const own = await ask({
        grant_type: "password",
        username: person.username,
        password: passwordOf(person),
        scope: "openid",
      });
      return ask({
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token: own,
        subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
        audience,
        scope,
      });
    },
    remove,
  };
}
