import * as oidc from "openid-client";
import type { Config } from "#config/config.ts";
import type { Log } from "#log.ts";
import type { Sealer } from "#sealer.ts";
import type { EndedSession, SessionStore } from "#storage/ports/session-store.ts";
import { isUnreachable, type Provider, reasonOf } from "./provider.ts";
import { openTokens, type SessionTokens } from "./session-tokens.ts";
import type { Sessions } from "./sessions.ts";

/** Where to send the browser after the session here is over. */
export interface SignOutResult {
  /** The end-session address of the provider, or null: then nothing more can be ended there. */
  readonly location: string | null;
  /** What must come back with the browser, when it was sent on. */
  readonly state: string;
  readonly providerMayRemember: boolean;
}

interface SignOutOptions {
  readonly config: Pick<Config, "publicOrigin">;
  readonly provider: Provider;
  readonly sessions: Sessions;
  readonly sealer: Sealer;
  readonly store: Pick<SessionStore, "isProviderSessionUsed">;
  readonly now: () => Date;
  readonly log: Log;
}

/** Sign-out: here first, then the refresh token, then the provider's own session (RP-Initiated Logout 1.0; S24). */
export class SignOut {
  readonly #options: SignOutOptions;

  constructor(options: SignOutOptions) {
    this.#options = options;
  }

  async signOut(sessionHash: string | null): Promise<SignOutResult> {
    const { sessions, sealer, provider } = this.#options;
    const state = oidc.randomState();
    const ended = sessionHash === null ? null : await sessions.end(sessionHash, "signed_out");
    const configuration = provider.configuration();
    if (ended === null) {
      // A session that was over already, by a limit for one, was never ended at the provider. No token is left to ask
      // whether it answers, so what is known of it must do.
      const isThere = sessionHash !== null && provider.status().kind === "ready";
      const location = isThere ? this.#endSessionAddress(configuration, { state }) : null;
      return { location, state, providerMayRemember: sessionHash !== null };
    }
    const tokens = openTokens(sealer, ended.hash, ended.tokens);
    if (tokens === null || configuration === null || !(await this.#revoke(configuration, tokens))) {
      return { location: null, state, providerMayRemember: true };
    }
    const location = this.#endSessionAddress(configuration, { state, id_token_hint: tokens.id });
    return { location, state, providerMayRemember: true };
  }

  /**
   * Lets the provider know that sessions are over which nobody signed out of in their own browser; best effort. Not where
   * another one lives in the same session of the provider: Keycloak lets go of all of it, not of one token alone.
   */
  async revokeAll(ended: readonly EndedSession[]): Promise<void> {
    const { sealer, provider, store, now } = this.#options;
    const configuration = provider.configuration();
    if (configuration === null) {
      return;
    }
    // What cannot be looked up is not revoked.
    await Promise.allSettled(
      ended.map(async ({ hash, owner, providerSession, tokens: sealed }) => {
        const tokens = openTokens(sealer, hash, sealed);
        if (tokens !== null && !(await store.isProviderSessionUsed(owner, providerSession, now()))) {
          await this.#revoke(configuration, tokens);
        }
      }),
    );
  }

  /** Without a hint the provider asks the person, and knows the portal by its client id. */
  #endSessionAddress(
    configuration: oidc.Configuration | null,
    parameters: { readonly state: string; readonly id_token_hint?: string },
  ): string | null {
    if (configuration?.serverMetadata().end_session_endpoint === undefined) {
      return null;
    }
    return oidc.buildEndSessionUrl(configuration, {
      ...parameters,
      post_logout_redirect_uri: `${this.#options.config.publicOrigin}/signed-out`,
    }).href;
  }

  /** Best effort; false only when the provider does not answer, for then the browser must not be sent there. */
  async #revoke(configuration: oidc.Configuration, tokens: SessionTokens): Promise<boolean> {
    if (configuration.serverMetadata().revocation_endpoint === undefined) {
      return true;
    }
    try {
      await oidc.tokenRevocation(configuration, tokens.refresh ?? tokens.access, {
        token_type_hint: tokens.refresh === null ? "access_token" : "refresh_token",
      });
      return true;
    } catch (error) {
      this.#options.log.warn({ reason: reasonOf(error) }, "A token could not be revoked at sign-out.");
      return !isUnreachable(error);
    }
  }
}
