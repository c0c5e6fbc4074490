import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import { z } from "zod";
import { OpProblem } from "./openproject-http.ts";
import type { OpAccount } from "./openproject-model.ts";
import type { OpenProjectWorld } from "./openproject-world.ts";

/** The audience that OpenProject is known by at the identity provider. */
export const openprojectAudience = "opendesk-openproject";
const neededScope = "api_v3";

const discoverySchema = z.object({ jwks_uri: z.url() });

/** Refuses as OpenProject does: the reason stands in `WWW-Authenticate` alone, the body is always the same. */
export function unauthenticated(error: "invalid_token" | "insufficient_scope", description: string): OpProblem {
  const challenge = `Bearer realm="OpenProject API", scope="${neededScope}", error="${error}", error_description="${description}"`;
  return new OpProblem("Unauthenticated", "You need to be authenticated to access this resource.", {
    headers: { "www-authenticate": challenge },
  });
}

/** Tells whose call it is: a token of the identity provider for exactly this tool, whose `sub` is linked to an account. */
export class OpIdentity {
  readonly #issuer: string;
  readonly #world: OpenProjectWorld;
  #keys: Promise<JWTVerifyGetKey> | null = null;

  constructor(issuer: string, world: OpenProjectWorld) {
    this.#issuer = issuer;
    this.#world = world;
  }

  async accountOf(authorization: string | undefined): Promise<OpAccount> {
    const token = /^Bearer (\S+)$/iu.exec(authorization ?? "")?.[1];
    if (token === undefined) {
      throw new OpProblem("Unauthenticated", "You need to be authenticated to access this resource.", {
        headers: { "www-authenticate": `Bearer realm="OpenProject API", scope="${neededScope}"` },
      });
    }
    const { sub, scope } = await this.#verify(token);
    if (typeof scope !== "string" || !scope.split(" ").includes(neededScope)) {
      throw unauthenticated("insufficient_scope", `Requires scope ${neededScope} to access this resource.`);
    }
    const account = [...this.#world.accounts.values()].find((each) => each.sub === sub);
    if (account === undefined) {
      throw unauthenticated("invalid_token", "The user identified by the token is not known");
    }
    if (account.isLocked) throw unauthenticated("invalid_token", "The user account is locked");
    return account;
  }

  async #verify(token: string): Promise<JWTPayload> {
    try {
      const keys = await (this.#keys ??= this.#discover());
      const { payload } = await jwtVerify(token, keys, { issuer: this.#issuer, audience: openprojectAudience });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw unauthenticated("invalid_token", "Signature has expired");
      if (error instanceof errors.JWTClaimValidationFailed && error.claim === "aud") {
        throw unauthenticated("invalid_token", `Invalid audience. Expected ${openprojectAudience}`);
      }
      throw unauthenticated("invalid_token", "The access token is invalid");
    }
  }

  async #discover(): Promise<JWTVerifyGetKey> {
    try {
      const response = await fetch(`${this.#issuer}/.well-known/openid-configuration`, {
        signal: AbortSignal.timeout(10_000),
      });
      return createRemoteJWKSet(new URL(discoverySchema.parse(await response.json()).jwks_uri));
    } catch (error) {
      this.#keys = null;
      throw error;
    }
  }
}
