import * as oidc from "openid-client";
import type { Config, Secrets } from "#config/config.ts";
import type { Log } from "#log.ts";
import { clientCredential } from "./client-credential.ts";
import { isErrorCode } from "./error-codes.ts";
import {
  createProviderHttp,
  fetchWithKeys,
  readKeySet,
  type ProviderHttp,
  providerTimeoutMilliseconds,
} from "./provider-http.ts";
import { ProviderKeys, ProviderKeysError } from "./provider-keys.ts";
import { type CheckedMetadata, checkedMetadata, ProviderMetadataError } from "./provider-metadata.ts";

/** What is known of the identity provider. */
export type ProviderStatus =
  | { readonly kind: "ready" }
  | { readonly kind: "unreachable" | "misconfigured"; readonly since: Date };

interface ProviderOptions {
  readonly config: Pick<Config, "oidc" | "caFile">;
  readonly secrets: Pick<Secrets, "oidcClient">;
  readonly now: () => Date;
  readonly skewSeconds?: () => number;
  readonly log: Log;
  readonly pace?: ProviderPace;
}

/** When the metadata is read again; a test shortens it or turns the hands itself. */
export interface ProviderPace {
  /** How long good metadata is believed. */
  readonly lifeMilliseconds: number;
  /** Does the work later; returns the way to have it not done. */
  readonly later: (work: () => void, milliseconds: number) => () => void;
}

/** What good metadata yields. */
interface Discovered {
  readonly metadata: CheckedMetadata;
  readonly credential: oidc.ClientAuth;
  readonly keys: ProviderKeys;
}

const firstRetryMilliseconds = 500;
const longestRetryMilliseconds = 30_000;

/** Once an hour, beside nothing that keeps the process alive. */
export const usualPace: ProviderPace = {
  lifeMilliseconds: 3_600_000,
  later(work, milliseconds) {
    const timer = setTimeout(work, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};

/**
 * The identity provider as its metadata describes it. Metadata is read in the background: with backoff until it is good,
 * and about hourly from then on. Bad or missing metadata never opens sign-in, and metadata that became bad closes it;
 * a provider that merely does not answer is believed to be what it was (S2, F12).
 */
export class Provider {
  readonly http: ProviderHttp;
  readonly #options: ProviderOptions;
  #discovered: Discovered | null = null;
  /** Outlive metadata that became bad: a logout token signed by a known key still ends its session. */
  #keys: { readonly uri: string; readonly keys: ProviderKeys } | null = null;
  #status: ProviderStatus;
  #cancelNext: () => void = () => undefined;
  #isClosed = false;
  #attemptedAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;

  constructor(options: ProviderOptions) {
    this.#options = options;
    this.http = createProviderHttp(options.config.caFile);
    this.#status = { kind: "unreachable", since: options.now() };
  }

  /** Begins to read the metadata; returns at once. */
  start(): void {
    void this.read();
  }

  /**
   * Ready to talk, or null: then no sign-in and no refresh. A new one for each conversation, because the library keeps
   * keys per configuration and would not ask for a rotated one within a minute of the last; `keys` decides that here.
   */
  configuration(): oidc.Configuration | null {
    return this.#discovered === null ? null : this.#configure(this.#discovered);
  }

  /** The keys of logout tokens; null while no good metadata was ever read. */
  keys(): ProviderKeys | null {
    return this.#keys?.keys ?? null;
  }

  status(): ProviderStatus {
    return this.#status;
  }

  /** The same, after one more attempt where the last is a while ago: a person who comes right after the start need not fail. */
  async ready(): Promise<oidc.Configuration | null> {
    const isRecent = performance.now() - this.#attemptedAt < firstRetryMilliseconds && this.#reading === null;
    if (this.#discovered === null && !isRecent) {
      await this.read();
    }
    return this.configuration();
  }

  /** Reads the metadata once, and plans the next time. Never throws. */
  async read(failuresBefore = 0): Promise<void> {
    this.#reading ??= this.#attempt(failuresBefore).finally(() => {
      this.#reading = null;
    });
    await this.#reading;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelNext();
    await this.http.close();
  }

  async #attempt(failuresBefore: number): Promise<void> {
    const { log, config, pace = usualPace } = this.#options;
    const { issuer } = config.oidc;
    this.#attemptedAt = performance.now();
    try {
      this.#discovered = await this.#discover();
      if (this.#status.kind !== "ready") {
        log.info({ issuer }, "The identity provider's metadata is good.");
      }
      this.#status = { kind: "ready" };
      this.#planNext(pace.lifeMilliseconds, 0);
    } catch (error) {
      this.#failed(error);
      const wait = Math.min(longestRetryMilliseconds, firstRetryMilliseconds * 2 ** failuresBefore);
      this.#planNext(wait, failuresBefore + 1);
    }
  }

  #failed(error: unknown): void {
    const { log, now, config } = this.#options;
    const kind = isUnreachable(error) ? "unreachable" : "misconfigured";
    if (kind === "misconfigured") {
      this.#discovered = null;
    }
    if (this.#status.kind !== kind) {
      this.#status = { kind, since: now() };
    }
    log.warn(
      { issuer: config.oidc.issuer, kind, reason: reasonOf(error), isSignInOpen: this.#discovered !== null },
      "The identity provider's metadata cannot be used.",
    );
  }

  #planNext(longest: number, failures: number): void {
    const { pace = usualPace } = this.#options;
    this.#cancelNext();
    if (!this.#isClosed) {
      // Up to a quarter less, so that replicas do not ask in step.
      const wait = longest * (0.75 + Math.random() / 4);
      this.#cancelNext = pace.later(() => void this.read(failures), wait);
    }
  }

  async #discover(): Promise<Discovered> {
    const { config, secrets, now } = this.#options;
    const credential = await clientCredential(config.oidc.clientAuthentication, secrets.oidcClient);
    const found = await oidc.discovery(new URL(config.oidc.issuer), config.oidc.clientId, undefined, credential, {
      [oidc.customFetch]: this.http.fetch,
      timeout: providerTimeoutMilliseconds / 1000,
      execute: config.oidc.issuer.startsWith("http:") ? [oidc.allowInsecureRequests] : [],
    });
    const metadata = checkedMetadata(found.serverMetadata(), config.oidc);
    if (this.#keys?.uri !== metadata.jwks_uri) {
      const keys = new ProviderKeys(async () => readKeySet(this.http, metadata.jwks_uri), now);
      this.#keys = { uri: metadata.jwks_uri, keys };
    }
    return { metadata, credential, keys: this.#keys.keys };
  }

  #configure({ metadata, credential, keys }: Discovered): oidc.Configuration {
    const { config, skewSeconds = () => 0 } = this.#options;
    const { issuer, clientId } = config.oidc;
    const time = { [oidc.clockTolerance]: 60, [oidc.clockSkew]: skewSeconds() };
    const configuration = new oidc.Configuration(metadata, clientId, time, credential);
    configuration[oidc.customFetch] = fetchWithKeys(this.http, metadata.jwks_uri, keys);
    configuration.timeout = providerTimeoutMilliseconds / 1000;
    if (issuer.startsWith("http:")) {
      oidc.allowInsecureRequests(configuration);
    }
    // Without this the library trusts the token endpoint's TLS and accepts a forged signature (M1).
    oidc.enableNonRepudiationChecks(configuration);
    return configuration;
  }
}

/** True when the provider gave no answer of its own: no connection, no time, or a fault behind a proxy. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof ProviderKeysError) {
    return true;
  }
  if (error instanceof oidc.ResponseBodyError) {
    return error.status >= 500;
  }
  if (error instanceof oidc.ClientError) {
    const status = error.cause instanceof Response ? error.cause.status : statusIn(error.cause);
    return (
      error.cause instanceof ProviderKeysError ||
      error.code === "OAUTH_TIMEOUT" ||
      error.code === "OAUTH_ABORT" ||
      (status !== null && status >= 500)
    );
  }
  return error instanceof TypeError && (error.message === "fetch failed" || "cause" in error);
}

function statusIn(cause: unknown): number | null {
  return typeof cause === "object" && cause !== null && "status" in cause && typeof cause.status === "number"
    ? cause.status
    : null;
}

/** A word for the log: the library's code or the error's name, never its message, which may quote what was sent. */
export function reasonOf(error: unknown): string {
  if (error instanceof ProviderMetadataError) {
    return error.message;
  }
  if (error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError) {
    // Whoever is at the browser can write this one into the address; only what is a word of the protocol is said again.
    return isErrorCode(error.error) ? error.error : "another error";
  }
  if (error instanceof Error) {
    return "code" in error && typeof error.code === "string" ? error.code : error.name;
  }
  return "unknown";
}
