import * as oidc from "openid-client";
import type { Config, Secrets } from "#config/config.ts";
import type { Log } from "#log.ts";
import { clientCredential } from "./client-credential.ts";
import {
  createProviderHttp,
  fetchWithKeys,
  readKeySet,
  type ProviderHttp,
  providerTimeoutMilliseconds,
} from "./provider-http.ts";
import { ProviderKeys, ProviderKeysError } from "./provider-keys.ts";

/** What is known of the identity provider. */
export type ProviderStatus =
  | { readonly kind: "ready" }
  | { readonly kind: "unreachable" | "misconfigured"; readonly since: Date };

interface ProviderOptions {
  readonly config: Pick<Config, "oidc" | "caFile">;
  readonly secrets: Pick<Secrets, "oidcClient">;
  readonly now: () => Date;
  readonly log: Log;
}

/** What good metadata yields. */
interface Discovered {
  readonly metadata: oidc.ServerMetadata & { readonly jwks_uri: string };
  readonly credential: oidc.ClientAuth;
  readonly keys: ProviderKeys;
}

const firstRetryMilliseconds = 500;
const longestRetryMilliseconds = 30_000;

/**
 * The identity provider as its metadata describes it. Metadata is read in the background and again with backoff until
 * it is good; bad or missing metadata never opens sign-in (S2, F12).
 */
export class Provider {
  readonly http: ProviderHttp;
  readonly #options: ProviderOptions;
  #discovered: Discovered | null = null;
  #status: ProviderStatus;
  #retry: NodeJS.Timeout | null = null;
  #isClosed = false;
  #attemptedAt = 0;
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

  /** The keys of ID and logout tokens; null while the metadata is not known. */
  keys(): ProviderKeys | null {
    return this.#discovered?.keys ?? null;
  }

  status(): ProviderStatus {
    return this.#status;
  }

  /** The same, after one more attempt where the last is a while ago: a person who comes right after the start need not fail. */
  async ready(): Promise<oidc.Configuration | null> {
    const isRecent = Date.now() - this.#attemptedAt < firstRetryMilliseconds && this.#reading === null;
    if (this.#discovered === null && !isRecent) {
      await this.read();
    }
    return this.configuration();
  }

  /** Reads the metadata once, and plans the next attempt if that failed. Never throws. */
  async read(): Promise<void> {
    this.#reading ??= this.#attempt(0).finally(() => {
      this.#reading = null;
    });
    await this.#reading;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#retry !== null) {
      clearTimeout(this.#retry);
    }
    await this.http.close();
  }

  async #attempt(failures: number): Promise<void> {
    const { log, now, config } = this.#options;
    this.#attemptedAt = Date.now();
    try {
      this.#discovered = await this.#discover();
      this.#status = { kind: "ready" };
      log.info({ issuer: config.oidc.issuer }, "The identity provider's metadata is good.");
    } catch (error) {
      const kind = isUnreachable(error) ? "unreachable" : "misconfigured";
      if (this.#status.kind !== kind) {
        this.#status = { kind, since: now() };
      }
      log.warn(
        { issuer: config.oidc.issuer, kind, reason: reasonOf(error) },
        "The identity provider's metadata cannot be used.",
      );
      this.#planRetry(failures);
    }
  }

  #planRetry(failures: number): void {
    if (this.#retry !== null) {
      clearTimeout(this.#retry);
    }
    if (!this.#isClosed) {
      const longest = Math.min(longestRetryMilliseconds, firstRetryMilliseconds * 2 ** failures);
      // Up to a quarter less, so that replicas do not ask in step.
      const wait = longest * (0.75 + Math.random() / 4);
      this.#retry = setTimeout(() => void this.#attempt(failures + 1), wait);
      this.#retry.unref();
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
    const keys = new ProviderKeys(async () => readKeySet(this.http, metadata.jwks_uri), now);
    return { metadata, credential, keys };
  }

  #configure({ metadata, credential, keys }: Discovered): oidc.Configuration {
    const { issuer, clientId } = this.#options.config.oidc;
    const configuration = new oidc.Configuration(metadata, clientId, { [oidc.clockTolerance]: 60 }, credential);
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

/** Metadata that does not fit is a misconfiguration, however reachable the provider is. */
export class ProviderMetadataError extends Error {
  override readonly name = "ProviderMetadataError";
}

function checkedMetadata(metadata: oidc.ServerMetadata, settings: Config["oidc"]): Discovered["metadata"] {
  if (metadata.issuer !== settings.issuer) {
    throw new ProviderMetadataError("The metadata names another issuer.");
  }
  const needed = ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const;
  const offered = ["pushed_authorization_request_endpoint", "revocation_endpoint", "end_session_endpoint"] as const;
  for (const name of [...needed, ...offered]) {
    const address = metadata[name];
    const isMissing = address === undefined;
    if (isMissing ? needed.some((one) => one === name) : !isAllowedAddress(address, settings.issuer)) {
      throw new ProviderMetadataError(`The metadata has no usable ${name}.`);
    }
  }
  const methods = metadata.code_challenge_methods_supported;
  if (methods !== undefined && !methods.includes("S256")) {
    throw new ProviderMetadataError("The provider does not support PKCE with S256.");
  }
  const algorithms = (metadata.id_token_signing_alg_values_supported ?? ["RS256"]).filter((name) =>
    settings.signingAlgorithms.includes(name),
  );
  if (algorithms.length === 0) {
    throw new ProviderMetadataError("The provider signs with no accepted algorithm.");
  }
  return {
    ...metadata,
    jwks_uri: metadata.jwks_uri ?? "", // Seen above to be there.
    id_token_signing_alg_values_supported: algorithms,
    ...(settings.requireIssuerParameter && { authorization_response_iss_parameter_supported: true }),
  };
}

function isAllowedAddress(address: unknown, issuer: string): boolean {
  const protocol = typeof address === "string" && URL.canParse(address) ? new URL(address).protocol : "";
  return protocol === "https:" || (protocol === "http:" && issuer.startsWith("http:"));
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
    return error.error;
  }
  if (error instanceof Error) {
    return "code" in error && typeof error.code === "string" ? error.code : error.name;
  }
  return "unknown";
}
