import * as oidc from "openid-client";
import type { SignInCode } from "@pforte/shared/errors/sign-in-code";
import type { Config } from "#config/config.ts";
import type { Log } from "#log.ts";
import type { Sealer } from "#sealer.ts";
import type { Arrival } from "#storage/ports/session-store.ts";
import type { Owner, Principal } from "#storage/principal.ts";
import { isPlainAnswer } from "./authorization-answer.ts";
import { personOf } from "./claims.ts";
import { type LoginTransactionContent, type LoginTransactions } from "./login-transactions.ts";
import { isUnreachable, type Provider, reasonOf } from "./provider.ts";
import { isFreshSignIn, proofOf } from "./fresh-sign-in.ts";
import { safeReturnTo } from "./return-to.ts";
import { isSameSecret } from "./same-secret.ts";
import { hashOf, newSecretId } from "./session-id.ts";
import { sealTokens } from "./session-tokens.ts";
import type { Sessions } from "./sessions.ts";
import { expiryOf, problemOf } from "./token-reply.ts";

/** Where to send the browser, and what its cookie must hold; or why sign-in cannot begin. */
export type BeginResult =
  | { readonly kind: "redirect"; readonly location: string; readonly transaction: string; readonly secret: string }
  | { readonly kind: "failed"; readonly code: SignInCode };

/** A new session, or why there is none. */
export type FinishResult =
  | { readonly kind: "signed_in"; readonly sessionId: string; readonly principal: Principal; readonly returnTo: string }
  | {
      readonly kind: "failed";
      readonly code: SignInCode;
      /** Where a step-up that failed was to lead, so that it can be tried again. */
      readonly stepUpTo?: string;
    };

interface LoginOptions {
  readonly config: Pick<Config, "oidc" | "publicOrigin" | "session" | "stepUp">;
  readonly provider: Provider;
  readonly transactions: LoginTransactions;
  readonly sessions: Sessions;
  readonly sealer: Sealer;
  readonly now: () => Date;
  readonly log: Log;
}

/** What a caller of `/auth/login` may ask for. */
export interface BeginInput {
  readonly returnTo: string;
  readonly prompt: "login" | "none" | "select_account" | null;
  readonly uiLocales: string | null;
  /** Asks for a sign-in that acts with an effect at once may rest on (S61), whatever session there is. */
  readonly isStepUp: boolean;
}

/** What a sign-in that comes back was begun with. */
interface Pending {
  readonly returnTo: string;
  /** Hash of the session that it takes the place of. */
  readonly replaces: string | null;
  readonly startedAt: Date;
  readonly isStepUp: boolean;
  /** From where it comes, once it is known who it is. */
  readonly arrivalOf: ((owner: Owner) => Arrival) | undefined;
}

/** Sign-in as a confidential client: code, PKCE, state, nonce, PAR where offered (OpenID Connect Core, RFC 9700, RFC 9126). */
export class Login {
  readonly #options: LoginOptions;

  constructor(options: LoginOptions) {
    this.#options = options;
  }

  /** Whether the sign-in of this name began too long ago to be finished. */
  isLate(transaction: string): boolean {
    return this.#options.transactions.isLate(transaction);
  }

  async begin(input: BeginInput): Promise<BeginResult> {
    const { provider, transactions } = this.#options;
    const configuration = await provider.ready();
    if (configuration === null) {
      return { kind: "failed", code: this.#closedBecause() };
    }
    const transaction = transactions.newId();
    const content: LoginTransactionContent = {
      state: `${transaction}.${oidc.randomState()}`,
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      returnTo: input.returnTo,
      isStepUp: input.isStepUp,
    };
    try {
      const location = await this.#authorizationUrl(configuration, content, input);
      const secret = await transactions.put(content);
      return { kind: "redirect", location: location.href, transaction, secret };
    } catch (error) {
      if (!isProviders(error)) {
        throw error;
      }
      return { kind: "failed", code: this.#refusedBecause(error) };
    }
  }

  /** Trades the answer for a session. `url` is the callback as the browser asked for it, on the portal's own origin. */
  async finish(
    url: URL,
    secret: string | undefined,
    replaces: string | null,
    arrivalOf?: (owner: Owner) => Arrival,
  ): Promise<FinishResult> {
    const { transactions, provider } = this.#options;
    if (!isPlainAnswer(url.searchParams)) {
      return { kind: "failed", code: "sign_in_invalid" };
    }
    const content = await transactions.take(secret);
    if (content === null) {
      return { kind: "failed", code: "sign_in_repeated" };
    }
    if (!isSameSecret(url.searchParams.get("state"), content.state)) {
      return { kind: "failed", code: "sign_in_invalid" };
    }
    const configuration = provider.configuration();
    if (configuration === null) {
      return { kind: "failed", code: this.#closedBecause() };
    }
    try {
      const reply = await oidc.authorizationCodeGrant(configuration, url, {
        pkceCodeVerifier: content.verifier,
        expectedState: content.state,
        expectedNonce: content.nonce,
        idTokenExpected: true,
      });
      // Looked at again where it is used: what is stored may be of another release (S9).
      const returnTo = safeReturnTo(content.returnTo) ?? "/";
      return await this.#signIn(reply, {
        returnTo,
        replaces,
        startedAt: content.takenAt,
        isStepUp: content.isStepUp,
        arrivalOf,
      });
    } catch (error) {
      if (!isProviders(error)) {
        throw error;
      }
      return { kind: "failed", code: this.#refusedBecause(error) };
    }
  }

  async #authorizationUrl(
    configuration: oidc.Configuration,
    content: LoginTransactionContent,
    input: BeginInput,
  ): Promise<URL> {
    const { config } = this.#options;
    const parameters = {
      redirect_uri: `${config.publicOrigin}/auth/callback`,
      scope: config.oidc.scopes.join(" "),
      response_type: "code",
      state: content.state,
      nonce: content.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(content.verifier),
      code_challenge_method: "S256",
      ...(input.isStepUp ? this.#stepUpParameters() : input.prompt !== null && { prompt: input.prompt }),
      ...(input.uiLocales !== null && { ui_locales: input.uiLocales }),
    };
    // Where the provider offers PAR, its refusal is final: no fallback that would show the parameters to the browser.
    return configuration.serverMetadata().pushed_authorization_request_endpoint === undefined
      ? oidc.buildAuthorizationUrl(configuration, parameters)
      : oidc.buildAuthorizationUrlWithPAR(configuration, parameters);
  }

  /**
   * `prompt=login` has the person prove themselves again, which is what renews `auth_time` at Keycloak; `max_age` beside
   * it makes `auth_time` a required claim of the answer (OpenID Connect Core 3.1.2.1). What comes back is checked.
   */
  #stepUpParameters(): Record<string, string> {
    const { maxAgeSeconds, acr } = this.#options.config.stepUp;
    return { prompt: "login", max_age: String(maxAgeSeconds), ...(acr !== null && { acr_values: acr }) };
  }

  async #signIn(
    reply: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
    { returnTo, replaces, startedAt, isStepUp, arrivalOf }: Pending,
  ): Promise<FinishResult> {
    const { config, sessions, sealer, now, log } = this.#options;
    const claims = reply.claims();
    const at = now();
    const problem = claims === undefined ? "missing" : problemOf(claims, config.oidc.clientId, at);
    if (claims === undefined || reply.id_token === undefined || problem !== null) {
      log.warn({ reason: problem }, "An ID token was refused.");
      return { kind: "failed", code: "sign_in_invalid" };
    }
    const proof = proofOf(claims);
    if (isStepUp && !isFreshSignIn(proof, config.stepUp, at)) {
      log.warn({ hasTime: proof.authTime !== null }, "A sign-in was to be a fresh one, and is not.");
      return { kind: "failed", code: "sign_in_not_fresh", stepUpTo: returnTo };
    }
    const sessionId = newSecretId();
    const hash = hashOf(sessionId);
    const tokens = {
      access: reply.access_token,
      refresh: reply.refresh_token ?? null,
      id: reply.id_token,
      accessExpiresAt: expiryOf(reply, at),
    };
    const record = {
      hash,
      owner: { issuer: claims.iss, subject: claims.sub },
      providerSession: typeof claims["sid"] === "string" ? claims["sid"] : null,
      person: personOf(claims, config.oidc),
      tokens: sealTokens(sealer, hash, tokens),
      createdAt: at,
      lastActiveAt: at,
      endsAt: new Date(at.getTime() + config.session.absoluteSeconds * 1000),
      ...proof,
      version: 1,
    };
    if (
      !(await sessions.create(record, {
        replaces,
        startedAt,
        ...(arrivalOf !== undefined && { arrival: arrivalOf(record.owner) }),
      }))
    ) {
      log.info({}, "The identity provider ended a session while its sign-in was under way.");
      return { kind: "failed", code: "sign_in_expired" };
    }
    log.info({}, "A person signed in.");
    return { kind: "signed_in", sessionId, principal: sessions.signedIn(record).principal, returnTo };
  }

  #closedBecause(): SignInCode {
    return this.#options.provider.status().kind === "misconfigured"
      ? "identity_provider_misconfigured"
      : "identity_provider_unreachable";
  }

  #refusedBecause(error: unknown): SignInCode {
    const code = codeOf(error);
    this.#options.log.warn({ code, reason: reasonOf(error) }, "A sign-in was not completed.");
    return code;
  }
}

const codeByError: Readonly<Record<string, SignInCode>> = {
  access_denied: "sign_in_refused",
  login_required: "sign_in_refused",
  interaction_required: "sign_in_refused",
  consent_required: "sign_in_refused",
  account_selection_required: "sign_in_refused",
  temporarily_unavailable: "identity_provider_unreachable",
  server_error: "identity_provider_unreachable",
  invalid_client: "client_unknown",
  unauthorized_client: "client_unknown",
  invalid_redirect_uri: "client_unknown",
  invalid_grant: "sign_in_expired",
};

/** Whether the provider or its answer is to blame; anything else is a fault of the portal's own. */
function isProviders(error: unknown): boolean {
  return (
    error instanceof oidc.AuthorizationResponseError ||
    error instanceof oidc.ResponseBodyError ||
    error instanceof oidc.WWWAuthenticateChallengeError ||
    error instanceof oidc.ClientError ||
    isUnreachable(error)
  );
}

/** Which page a failure of the provider or of its answer leads to. */
function codeOf(error: unknown): SignInCode {
  if (isUnreachable(error)) {
    return "identity_provider_unreachable";
  }
  if (error instanceof oidc.WWWAuthenticateChallengeError) {
    // What RFC 6749 asks of a provider that refuses a client's credential; the library then looks at no body.
    return "client_unknown";
  }
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError) {
    // Keycloak and others say so in words only.
    if (/disabled|locked/iu.test(error.error_description ?? "")) {
      return "account_disabled";
    }
    if (/redirect.?uri/iu.test(error.error_description ?? "")) {
      return "client_unknown";
    }
    return codeByError[error.error] ?? "sign_in_invalid";
  }
  return "sign_in_invalid";
}
