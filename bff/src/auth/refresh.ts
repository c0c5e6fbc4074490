import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import * as oidc from "openid-client";
import type { Config } from "#config/config.ts";
import type { Log } from "#log.ts";
import type { SessionPerson, SessionRecord, SessionStore } from "#storage/ports/session-store.ts";
import type { Principal } from "#storage/principal.ts";
import type { AccessTokenResult } from "./authentication.ts";
import { personOf } from "./claims.ts";
import { proofOf } from "./fresh-sign-in.ts";
import { isUnreachable, type Provider, reasonOf } from "./provider.ts";
import type { KeyRingSealer } from "./sealer.ts";
import { isAbout, refreshedPerson } from "./refreshed-person.ts";
import { leaseMilliseconds, takeLease } from "./refresh-lease.ts";
import { openTokens, sealTokens, type SessionTokens } from "./session-tokens.ts";
import type { Sessions } from "./sessions.ts";
import { expiryOf } from "./token-reply.ts";
import { revokeRefreshed, type TokenChange, writeTokens } from "./write-tokens.ts";

interface RefreshOptions {
  readonly provider: Provider;
  readonly sessions: Sessions;
  readonly store: SessionStore;
  readonly sealer: KeyRingSealer;
  readonly settings: Config["oidc"];
  readonly now: () => Date;
  readonly log: Log;
}

type RefreshReply = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

interface Answered {
  readonly record: SessionRecord;
  readonly before: SessionTokens;
  readonly reply: RefreshReply;
  readonly configuration: oidc.Configuration;
  /** When another replica may take the refresh over. */
  readonly leaseEndsAt: number;
}

interface Kept {
  readonly record: SessionRecord;
  readonly tokens: SessionTokens;
  readonly change: TokenChange;
  readonly configuration: oidc.Configuration;
}

/** A token is renewed this long before it ends, so that it outlives the call that it is for. */
const marginMilliseconds = 30_000;
const waitForOtherMilliseconds = 8000;
const pauseMilliseconds = 80;
/** While the provider is known to be away, one attempt in this time is enough. */
const restAfterFailureMilliseconds = 5000;
/** The library's word for an ID token whose `iss` or `aud` is not the expected one. */
const wrongIdentity = "OAUTH_JWT_CLAIM_COMPARISON_FAILED";

/**
 * The portal's own access token, refreshed once: single flight in this process by a shared promise, across replicas by a
 * lease on the row, and a write only against the version that was read, so that a late refresh revives nothing (S13).
 */
export class Refresh {
  readonly #options: RefreshOptions;
  readonly #flights = new Map<string, Promise<AccessTokenResult>>();
  #failedAt: Date | null = null;
  #downSince: Date | null = null;

  constructor(options: RefreshOptions) {
    this.#options = options;
  }

  async accessToken(principal: Principal): Promise<AccessTokenResult> {
    const hash = principal.sessionHash;
    const record = await this.#options.sessions.find(hash);
    if (record === null) {
      return { kind: "ended" };
    }
    const usable = await this.#usable(record);
    if (usable !== null) {
      return usable;
    }
    const result = this.#isResting() ? this.#unavailable() : await this.#joined(hash);
    // What cannot be renewed early is still good until it ends (F10).
    return result.kind === "unavailable" ? ((await this.#usable(record, 0)) ?? result) : result;
  }

  /** Whether the record's token has run out and asking the provider now makes sense. */
  isDue(record: SessionRecord): boolean {
    return record.tokens.accessExpiresAt.getTime() <= this.#options.now().getTime() && !this.#isResting();
  }

  /** Whether the provider failed a moment ago, by a clock that was not set back since. */
  #isResting(): boolean {
    const age = this.#failedAt === null ? -1 : this.#options.now().getTime() - this.#failedAt.getTime();
    return age >= 0 && age < restAfterFailureMilliseconds;
  }

  /** Waits for what is under way, whose tokens nobody else has. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#flights.values());
  }

  async #joined(hash: string): Promise<AccessTokenResult> {
    const running = this.#flights.get(hash);
    if (running !== undefined) {
      return running;
    }
    const flight = this.#refresh(hash).finally(() => this.#flights.delete(hash));
    this.#flights.set(hash, flight);
    return flight;
  }

  /** The stored token while it is good; null when it must be renewed. */
  async #usable(record: SessionRecord, margin = marginMilliseconds): Promise<AccessTokenResult | null> {
    const { accessExpiresAt } = record.tokens;
    if (accessExpiresAt.getTime() - margin <= this.#options.now().getTime()) {
      return null;
    }
    const tokens = openTokens(this.#options.sealer, record.hash, record.tokens);
    if (tokens === null) {
      await this.#options.sessions.end(record.hash, "key_lost");
      return { kind: "ended" };
    }
    return { kind: "token", token: tokens.access, expiresAt: accessExpiresAt };
  }

  async #refresh(hash: string): Promise<AccessTokenResult> {
    const { sessions, store, log } = this.#options;
    const holder = randomUUID();
    const giveUpAt = performance.now() + waitForOtherMilliseconds;
    while (performance.now() < giveUpAt) {
      const record = await sessions.read(hash);
      if (record === null) {
        return { kind: "ended" };
      }
      const usable = await this.#usable(record);
      if (usable !== null) {
        return usable;
      }
      const leaseEndsAt = performance.now() + leaseMilliseconds;
      const lease = await takeLease(store, record, holder, leaseMilliseconds);
      if (lease === "unwritable") {
        log.warn({}, "A token is not renewed: the database takes no writes.");
        return this.#unavailable();
      }
      if (lease === "taken") {
        try {
          return await this.#ask(record, leaseEndsAt);
        } finally {
          await store.releaseRefreshLease(hash, holder);
        }
      }
      await wait(pauseMilliseconds);
    }
    return this.#unavailable();
  }

  async #ask(record: SessionRecord, leaseEndsAt: number): Promise<AccessTokenResult> {
    const { provider, sealer, sessions } = this.#options;
    const tokens = openTokens(sealer, record.hash, record.tokens);
    if (tokens === null) {
      await sessions.end(record.hash, "key_lost");
      return { kind: "ended" };
    }
    if (tokens.refresh === null) {
      await sessions.end(record.hash, "refresh_refused");
      return { kind: "ended" };
    }
    const configuration = provider.configuration();
    if (configuration === null) {
      return this.#unavailable();
    }
    let reply: RefreshReply;
    try {
      // No abort signal from here on: an answer that nobody waits for would be a lost refresh token.
      reply = await oidc.refreshTokenGrant(configuration, tokens.refresh);
    } catch (error) {
      return this.#failed(record, error);
    }
    this.#failedAt = null;
    this.#downSince = null;
    return this.#keep({ record, before: tokens, reply, configuration, leaseEndsAt });
  }

  async #keep({ record, before, reply, configuration, leaseEndsAt }: Answered): Promise<AccessTokenResult> {
    const { sessions, now } = this.#options;
    const tokens: SessionTokens = {
      access: reply.access_token,
      refresh: reply.refresh_token ?? before.refresh,
      id: reply.id_token ?? before.id,
      accessExpiresAt: expiryOf(reply, now()),
    };
    const claims = reply.claims();
    if (claims !== undefined && !isAbout(claims, record.owner)) {
      return this.#endForAnother(record, tokens);
    }
    const change = this.#changeOf(record, tokens, claims);
    const isKept = await writeTokens(this.#options, record, change, leaseEndsAt);
    sessions.changed(record.hash);
    if (!isKept) {
      return this.#discard(record, tokens);
    }
    return claims === undefined
      ? this.#readAnew({ record, tokens, change, configuration })
      : this.#renewed(record, change.person, tokens);
  }

  #changeOf(record: SessionRecord, tokens: SessionTokens, claims: oidc.IDToken | undefined): TokenChange {
    const { sealer, settings } = this.#options;
    const sealed = sealTokens(sealer, record.hash, tokens);
    if (claims === undefined) {
      const { person, authTime, acr } = record;
      return { tokens: sealed, person, authTime, acr };
    }
    const proof = proofOf(claims);
    return {
      tokens: sealed,
      person: personOf(claims, settings),
      authTime: proof.authTime ?? record.authTime,
      acr: proof.acr ?? record.acr,
    };
  }

  /** Asks who this is once the tokens are safe: whoever dies over the question has lost none. */
  async #readAnew({ record, tokens, change, configuration }: Kept): Promise<AccessTokenResult> {
    const { sessions, store, settings, log } = this.#options;
    const asked = { record, configuration, accessToken: tokens.access };
    const person = await refreshedPerson(asked, settings, log);
    if (person === null) {
      return this.#endForAnother(record, tokens);
    }
    // Whoever wrote in between has asked as well.
    await store.replaceTokens(record.hash, record.version + 1, { ...change, person });
    sessions.changed(record.hash);
    return this.#renewed(record, person, tokens);
  }

  #renewed(record: SessionRecord, person: SessionPerson, tokens: SessionTokens): AccessTokenResult {
    this.#options.sessions.seen({ owner: record.owner, person, isSignIn: false });
    return { kind: "token", token: tokens.access, expiresAt: tokens.accessExpiresAt };
  }

  async #endForAnother(record: SessionRecord, tokens: SessionTokens): Promise<AccessTokenResult> {
    this.#options.log.error({}, "A refresh answered for another person; the session is ended.");
    await this.#options.sessions.end(record.hash, "refresh_refused");
    await revokeRefreshed(this.#options, tokens);
    return { kind: "ended" };
  }

  /** Somebody ended the session, or wrote first, while the provider answered: what it answered must not live on. */
  async #discard(record: SessionRecord, tokens: SessionTokens): Promise<AccessTokenResult> {
    const { sessions, store } = this.#options;
    const current = await sessions.read(record.hash);
    const usable = current === null ? null : await this.#usable(current);
    if (usable !== null) {
      return usable;
    }
    // Keycloak lets go of everything of its session, not of this token alone: whoever lives in it keeps it.
    if (!(await store.isProviderSessionUsed(record.owner, record.providerSession, this.#options.now()))) {
      await revokeRefreshed(this.#options, tokens);
    }
    return current === null ? { kind: "ended" } : this.#unavailable();
  }

  async #failed(record: SessionRecord, error: unknown): Promise<AccessTokenResult> {
    const { sessions, log, now } = this.#options;
    if (error instanceof oidc.ResponseBodyError && error.error === "invalid_grant") {
      // With rotation another replica may have used the token first: what it wrote counts.
      const current = await sessions.read(record.hash);
      if (current !== null && current.version !== record.version) {
        return (await this.#usable(current)) ?? this.#unavailable();
      }
      log.info({}, "The identity provider ended a session; so does the portal.");
      await sessions.end(record.hash, "refresh_refused");
      return { kind: "ended" };
    }
    if (error instanceof oidc.ClientError && error.code === wrongIdentity) {
      log.error({ reason: reasonOf(error) }, "A refresh answered for another issuer or client; the session is ended.");
      await sessions.end(record.hash, "refresh_refused");
      return { kind: "ended" };
    }
    if (!isUnreachable(error)) {
      log.error(
        { reason: reasonOf(error) },
        "The identity provider refused a refresh for a reason that is not the person's.",
      );
    }
    this.#failedAt = now();
    return this.#unavailable();
  }

  #unavailable(): AccessTokenResult {
    this.#downSince ??= this.#options.now();
    return { kind: "unavailable", since: this.#downSince };
  }
}
