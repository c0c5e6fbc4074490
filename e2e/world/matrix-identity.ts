import { randomBytes } from "node:crypto";
import { createRemoteJWKSet, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import { z } from "zod";

const discoverySchema = z.object({
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
});
type Discovery = z.output<typeof discoverySchema>;

const claimsSchema = z.object({
  opendesk_username: z.string().optional(),
  preferred_username: z.string().optional(),
  name: z.string().optional(),
  sid: z.string().optional(),
});

/** Whom a verified token speaks of. */
export interface Subject {
  readonly username: string;
  readonly name: string;
  readonly sid: string | null;
}

interface IdentityOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

/** The homeserver's own relation to the identity provider: it checks tokens itself, and signs people in by its own client. */
export class MatrixIdentity {
  readonly #options: IdentityOptions;
  readonly #pending = new Map<string, { readonly returnTo: string; readonly nonce: string }>();
  #known: { readonly discovery: Discovery; readonly keys: JWTVerifyGetKey } | null = null;

  constructor(options: IdentityOptions) {
    this.#options = options;
  }

  /** The person of an access token for exactly this homeserver; throws when it is not one. */
  async subjectOfToken(token: string): Promise<Subject> {
    return subjectOf(await this.#verify(token));
  }

  /** The session that a logout token ends. */
  async endedSession(token: string): Promise<string | null> {
    const payload = await this.#verify(token);
    return typeof payload["sid"] === "string" ? payload["sid"] : null;
  }

  /** Where the browser goes to sign in. */
  async authorizationAddress(returnTo: string): Promise<string> {
    const { discovery } = await this.#discover();
    const state = randomBytes(16).toString("base64url");
    const nonce = randomBytes(16).toString("base64url");
    this.#pending.set(state, { returnTo, nonce });
    const url = new URL(discovery.authorization_endpoint);
    for (const [name, value] of Object.entries({
      response_type: "code",
      client_id: this.#options.clientId,
      redirect_uri: this.#options.redirectUri,
      scope: "openid profile",
      state,
      nonce,
    })) {
      url.searchParams.set(name, value);
    }
    return url.href;
  }

  /** Who came back from the sign-in, and where they wanted to go. */
  async finish(state: string, code: string): Promise<{ readonly subject: Subject; readonly returnTo: string }> {
    const pending = this.#pending.get(state);
    this.#pending.delete(state);
    if (pending === undefined) throw new Error("This sign-in was not begun here.");
    const { discovery } = await this.#discover();
    const { clientId, clientSecret, redirectUri } = this.#options;
    const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString("base64");
    const response = await fetch(discovery.token_endpoint, {
      method: "POST",
      headers: { authorization: `Basic ${basic}`, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri: redirectUri }).toString(),
      signal: AbortSignal.timeout(10_000),
    });
    const { id_token: idToken } = z.object({ id_token: z.string() }).parse(await response.json());
    const payload = await this.#verify(idToken);
    if (payload["nonce"] !== pending.nonce) throw new Error("The nonce is not the one that was sent.");
    return { subject: subjectOf(payload), returnTo: pending.returnTo };
  }

  async #verify(token: string): Promise<JWTPayload> {
    const { keys } = await this.#discover();
    const { issuer, clientId: audience } = this.#options;
    const { payload } = await jwtVerify(token, keys, { issuer, audience, clockTolerance: 30 });
    return payload;
  }

  async #discover() {
    if (this.#known !== null) return this.#known;
    const response = await fetch(`${this.#options.issuer}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(10_000),
    });
    const discovery = discoverySchema.parse(await response.json());
    this.#known = { discovery, keys: createRemoteJWKSet(new URL(discovery.jwks_uri)) };
    return this.#known;
  }
}

function subjectOf(payload: JWTPayload): Subject {
  const claims = claimsSchema.parse(payload);
  const username = claims.opendesk_username ?? claims.preferred_username;
  if (username === undefined) throw new Error("The token does not say whose it is.");
  return { username, name: claims.name ?? username, sid: claims.sid ?? null };
}
