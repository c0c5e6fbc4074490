import { randomBytes } from "node:crypto";
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as client from "openid-client";
import { z } from "zod";
import { toolClient } from "./tools-catalogue.ts";

/** Somebody who is signed in at one tool. */
export interface ToolSession {
  readonly label: string;
  readonly name: string;
  readonly username: string;
  readonly groups: readonly string[];
  readonly sid: string;
  readonly idToken: string;
  readonly since: Date;
}

interface Waiting {
  readonly label: string;
  readonly verifier: string;
  readonly nonce: string;
  readonly returnTo: string;
}

const claimsSchema = z.object({
  name: z.string(),
  preferred_username: z.string(),
  groups: z.array(z.string()).default([]),
  sid: z.string(),
});
const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";

/** The sign-in of all demo tools: one client each, sessions in memory, because signing in again is silent. */
export class ToolSessions {
  readonly #issuer: string;
  readonly #secret: string;
  readonly #port: () => number;
  readonly #sessions = new Map<string, ToolSession>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #configurations = new Map<string, Promise<client.Configuration>>();

  constructor(options: { readonly issuer: string; readonly secret: string; readonly port: () => number }) {
    this.#issuer = options.issuer;
    this.#secret = options.secret;
    this.#port = options.port;
  }

  find(label: string, id: string | undefined): ToolSession | undefined {
    const session = this.#sessions.get(id ?? "");
    return session?.label === label ? session : undefined;
  }

  /** Where the browser goes to sign in, and the state that must come back. */
  async begin(label: string, returnTo: string): Promise<{ readonly url: URL; readonly state: string }> {
    const state = client.randomState();
    const waiting = { label, verifier: client.randomPKCECodeVerifier(), nonce: client.randomNonce(), returnTo };
    this.#waiting.set(state, waiting);
    const url = client.buildAuthorizationUrl(await this.#configuration(label), {
      redirect_uri: this.#registered(label).redirectUris[0] ?? "",
      scope: "openid profile email",
      state,
      nonce: waiting.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(waiting.verifier),
      code_challenge_method: "S256",
    });
    return { url, state };
  }

  /** Ends the sign-in; null when it is not one of ours, or an error came back. */
  async finish(label: string, url: URL, state: string | undefined) {
    const waiting = this.#waiting.get(state ?? "");
    if (state === undefined || waiting === undefined || waiting.label !== label || url.searchParams.has("error")) {
      return null;
    }
    this.#waiting.delete(state);
    const tokens = await client.authorizationCodeGrant(await this.#configuration(label), url, {
      pkceCodeVerifier: waiting.verifier,
      expectedState: state,
      expectedNonce: waiting.nonce,
      idTokenExpected: true,
    });
    const claims = claimsSchema.parse(tokens.claims());
    const id = randomBytes(32).toString("base64url");
    this.#sessions.set(id, {
      label,
      name: claims.name,
      username: claims.preferred_username,
      groups: claims.groups,
      sid: claims.sid,
      idToken: tokens.id_token ?? "",
      since: new Date(),
    });
    return { id, returnTo: waiting.returnTo };
  }

  /** Ends the session here and answers with where the browser signs out everywhere. */
  async signOut(label: string, id: string | undefined): Promise<URL | null> {
    const session = this.find(label, id);
    if (session === undefined) {
      return null;
    }
    this.#sessions.delete(id ?? "");
    return client.buildEndSessionUrl(await this.#configuration(label), {
      id_token_hint: session.idToken,
      post_logout_redirect_uri: this.#registered(label).postLogoutRedirectUris?.[0] ?? "",
    });
  }

  /** A logout token of the identity provider ends the session that it names. */
  async backChannelLogout(label: string, token: string): Promise<void> {
    const configuration = await this.#configuration(label);
    const keys = createRemoteJWKSet(new URL(configuration.serverMetadata().jwks_uri ?? ""));
    const options = { issuer: this.#issuer, audience: this.#registered(label).id, typ: "logout+jwt" };
    const { payload } = await jwtVerify(token, keys, options);
    const { sid, events } = z.object({ sid: z.string(), events: z.record(z.string(), z.unknown()) }).parse(payload);
    if (!(logoutEvent in events)) {
      throw new Error("this is not a logout token");
    }
    for (const [id, session] of this.#sessions) {
      if (session.sid === sid && session.label === label) {
        this.#sessions.delete(id);
      }
    }
  }

  #registered(label: string) {
    return toolClient(label, this.#port(), this.#secret);
  }

  async #configuration(label: string): Promise<client.Configuration> {
    const known = this.#configurations.get(label);
    if (known !== undefined) {
      return known;
    }
    // The provider of the demo is on loopback without TLS.
    const options = { execute: [client.allowInsecureRequests] };
    const found = client.discovery(new URL(this.#issuer), `demo-${label}`, this.#secret, undefined, options);
    this.#configurations.set(label, found);
    found.catch(() => this.#configurations.delete(label));
    return found;
  }
}
