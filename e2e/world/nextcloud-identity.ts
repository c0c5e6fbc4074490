import { randomBytes } from "node:crypto";
import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from "jose";
import { z } from "zod";
import { davProblem, plainProblem } from "./nextcloud-reply.ts";
import type { SeenCall } from "./stand-in-http.ts";
import type { NextcloudWorld } from "./nextcloud-world.ts";

const audience = "opendesk-nextcloud";
/** More wrong passwords than this from one address are answered with 429. */
const toleratedFailures = 10;

const claimsSchema = z.object({ opendesk_username: z.string() });

/** Who calls, and how they proved it. */
export interface Caller {
  readonly uid: string;
  readonly scheme: "bearer" | "basic";
}

/** Believes bearer tokens of one issuer for exactly this Nextcloud, and app passwords that were issued here. */
export class NextcloudIdentity {
  readonly #issuer: string | null;
  readonly #world: NextcloudWorld;
  readonly #passwords = new Map<string, string>();
  #keys: JWTVerifyGetKey | null = null;
  #failures = 0;
  /** Makes an account of a first call, as `--bearer-provisioning=1` does. */
  provisions = false;

  constructor(issuer: string | null, world: NextcloudWorld) {
    this.#issuer = issuer;
    this.#world = world;
  }

  issuePassword(uid: string): string {
    const password = randomBytes(18).toString("base64url");
    this.#world.addAccount(uid);
    this.#passwords.set(password, uid);
    return password;
  }

  isPassword(uid: string, password: string): boolean {
    return uid !== "" && this.#passwords.get(password) === uid;
  }

  forgetFailures(): void {
    this.#failures = 0;
  }

  /** Null is anonymous: whatever is wrong with a token, nobody says what. */
  async caller(call: SeenCall): Promise<Caller | null> {
    const [, scheme = "", value = ""] = /^(\S+) +(.+)$/.exec(call.headers.authorization ?? "") ?? [];
    if (scheme.toLowerCase() === "bearer") return this.#byToken(value);
    return scheme.toLowerCase() === "basic" ? this.#byPassword(value) : null;
  }

  async #byToken(token: string): Promise<Caller | null> {
    try {
      const issuer = this.#issuer ?? "";
      this.#keys ??= await keysOf(issuer);
      const { payload } = await jwtVerify(token, this.#keys, { issuer, audience, requiredClaims: ["exp"] });
      const uid = claimsSchema.parse(payload).opendesk_username;
      if (this.provisions) this.#world.addAccount(uid);
      return this.#world.accounts.has(uid) ? { uid, scheme: "bearer" } : null;
    } catch {
      return null;
    }
  }

  #byPassword(encoded: string): Caller | null {
    if (this.#failures > toleratedFailures) throw plainProblem(429, "Too many requests");
    const text = Buffer.from(encoded, "base64").toString();
    const at = text.indexOf(":");
    const uid = text.slice(0, at);
    if (at > 0 && this.isPassword(uid, text.slice(at + 1))) return { uid, scheme: "basic" };
    this.#failures += 1;
    return null;
  }
}

async function keysOf(issuer: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(10_000) });
  const { jwks_uri: address } = z.object({ jwks_uri: z.url() }).parse(await response.json());
  return createRemoteJWKSet(new URL(address));
}

export function davUnauthorised(message = "No public access to this resource., Username or password was incorrect") {
  return davProblem(401, "NotAuthenticated", message, {
    "www-authenticate": ['Basic realm="Nextcloud", charset="UTF-8"', 'Bearer realm="Nextcloud"'],
  });
}
