import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { LoginCall, ToolGrant } from "#connectors/kit/tool-login.ts";
import type { Log } from "#log.ts";
import type { KeptToken } from "./kept-token.ts";
import type { ConnectedSource } from "./live-sources.ts";
import { toolLogin, type SignInWaysWatch } from "./sign-in-ways.ts";
import type { ExchangedToken, TokenExchange } from "#token-exchange.ts";
import type { TokenUse } from "./token-use.ts";
import { toolDevice } from "./tool-device.ts";
import { noToken } from "./tool-token-refusals.ts";

interface ToolSignInOptions {
  readonly exchange: TokenExchange;
  readonly ways: SignInWaysWatch;
  readonly identifierKey: Uint8Array;
  readonly now: () => Date;
  readonly log: Log;
}

const longestSignInMilliseconds = 15_000;

/** How a token for a tool comes about; knows nothing of keeping it. Every failure is an `UpstreamError`. */
export class ToolSignIn {
  readonly #options: ToolSignInOptions;

  constructor(options: ToolSignInOptions) {
    this.#options = options;
  }

  /** A token without asking the person: refreshed from what was kept, or obtained anew. */
  async obtain(use: TokenUse, kept: KeptToken | null): Promise<KeptToken> {
    const { source } = use;
    const { credential } = source.live.connection;
    if (credential.type === "none") throw noToken.unavailable();
    if (credential.type === "token-exchange") {
      const { token, expiresAt } = await this.#exchange(use, credential.audience, credential.scope);
      return { token, grant: null, expiresAt };
    }
    const refreshed = kept === null ? null : await this.#refresh(source, kept);
    return refreshed ?? this.#signInSilently(use);
  }

  /** Trades the code that a tool's single sign-on gave to the browser. */
  async withCode(use: TokenUse, code: string): Promise<KeptToken> {
    const login = toolLogin(use.source);
    if (login === null) throw noToken.unavailable();
    const grant = await login.withCode(this.#call(use.source, null), code, this.#device(use));
    return this.#accepted(use, grant);
  }

  /** Ends a device of the portal at the tool. Best effort: a tool that is down keeps it until the token expires. */
  async signOut(source: ConnectedSource, kept: KeptToken): Promise<void> {
    const login = toolLogin(source);
    if (login === null || kept.grant === null) return;
    try {
      await login.signOut(this.#call(source, kept.token));
    } catch (error) {
      const reason = error instanceof UpstreamError ? error.reason : "internal";
      if (reason !== "sign_in_required") {
        this.#options.log.warn(
          { source: source.key, reason },
          "A device of the portal at a tool could not be signed out.",
        );
      }
    }
  }

  async #refresh(source: ConnectedSource, kept: KeptToken): Promise<KeptToken | null> {
    const login = toolLogin(source);
    if (login === null || kept.grant === null || kept.grant.refreshToken === null) return null;
    try {
      const before = { ...kept.grant, accessToken: kept.token, expiresInSeconds: null };
      return this.#keptOf(await login.refresh(this.#call(source, null), before));
    } catch (error) {
      // Consumed, expired or signed out at the tool: a new sign-in with the same device is the way on.
      if (error instanceof UpstreamError && ["sign_in_required", "forbidden", "not_found"].includes(error.reason))
        return null;
      throw error;
    }
  }

  async #signInSilently(use: TokenUse): Promise<KeptToken> {
    const { source } = use;
    const login = toolLogin(source);
    const { credential } = source.live.connection;
    if (login === null || credential.type !== "tool-login") throw noToken.unavailable();
    const ways = await this.#options.ways.ways(source);
    if (ways.exchangedToken && credential.audience !== null) {
      const { token } = await this.#exchange(use, credential.audience, credential.scope);
      return this.#withExchanged(use, token);
    }
    if (ways.redirect !== null) throw noToken.needsSignIn();
    this.#options.log.error({ source: source.key }, "A tool offers no sign-in that the portal knows.");
    throw noToken.unavailable();
  }

  async #withExchanged(use: TokenUse, token: string): Promise<KeptToken> {
    const { source } = use;
    const login = toolLogin(source);
    if (login === null) throw noToken.unavailable();
    try {
      const grant = await login.withExchangedToken(this.#call(source, null), token, this.#device(use));
      return await this.#accepted(use, grant);
    } catch (error) {
      throw this.#loginRefusal(source, error);
    }
  }

  /** A refused login concerns the person only where the tool says so; else the tool does not believe our tokens. */
  #loginRefusal(source: ConnectedSource, error: unknown): unknown {
    if (!(error instanceof UpstreamError) || error.code === "other_person") return error;
    if (error.reason === "not_found") return noToken.needsFirstLogin();
    if (error.code === "M_USER_DEACTIVATED" || error.code === "M_CONSENT_NOT_GIVEN") return noToken.notEntitled();
    if (error.reason === "forbidden" || error.reason === "sign_in_required") {
      this.#options.log.error(
        { source: source.key, code: error.code },
        "A tool refuses the identity provider's tokens.",
      );
      return noToken.misconfigured();
    }
    return error;
  }

  /** Keeps a grant only if it is this person's; anybody else's is signed out at once. */
  async #accepted({ principal, source }: TokenUse, grant: ToolGrant): Promise<KeptToken> {
    const kept = this.#keptOf(grant);
    if (grant.account === toolLogin(source)?.expectedAccount(principal.username)) return kept;
    this.#options.log.error(
      { source: source.key, event: "other_person" },
      "A tool answered for another person than the one who signed in.",
    );
    await this.signOut(source, kept);
    throw noToken.otherPerson();
  }

  async #exchange({ principal, source }: TokenUse, audience: string, scope: string | null) {
    const exchanged = await this.#options.exchange.exchangeToken(principal, audience, scope);
    if (exchanged.kind === "token") return exchanged;
    if (exchanged.kind === "misconfigured") {
      this.#options.log.error(
        { source: source.key, audience },
        "The identity provider does not know the audience or scope of a source.",
      );
    }
    throw exchangeError(exchanged);
  }

  #keptOf(grant: ToolGrant): KeptToken {
    const { accessToken: token, expiresInSeconds: seconds, account, device, refreshToken } = grant;
    const expiresAt = seconds === null ? null : new Date(this.#options.now().getTime() + seconds * 1000);
    return { token, grant: { account, device, refreshToken }, expiresAt };
  }

  #device({ principal, source, device }: TokenUse) {
    return toolDevice(this.#options.identifierKey, principal, source.key, device);
  }

  /** Sign-ins of all people share a lane, because a tool limits them by our address. They are never cut short by a caller. */
  #call(source: ConnectedSource, token: string | null): LoginCall {
    const credential = token === null ? null : { bearer: (refused: string | null) => onlyOnce(token, refused) };
    const { signal } = endingLate();
    return { http: source.live.upstream.bind({ lane: "sign-in", credential, signal }), log: this.#options.log };
  }
}

/** Ends by an error that callers of tools know, unlike `AbortSignal.timeout`. */
function endingLate(): AbortController {
  const controller = new AbortController();
  const late = new UpstreamError("timeout", "The sign-in at the tool took too long.");
  setTimeout(() => controller.abort(late), longestSignInMilliseconds).unref();
  return controller;
}

async function onlyOnce(token: string, refused: string | null): Promise<string> {
  if (refused !== null) throw new UpstreamError("sign_in_required", "The tool no longer knows the token.");
  return token;
}

function exchangeError(exchanged: Exclude<ExchangedToken, { kind: "token" }>): UpstreamError {
  switch (exchanged.kind) {
    case "refused":
      return noToken.notEntitled();
    case "misconfigured":
      return noToken.misconfigured();
    case "unavailable":
      return noToken.unavailable();
    case "ended":
      return noToken.ended();
  }
}
