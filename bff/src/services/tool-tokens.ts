import { boundedCache } from "#bounded-cache.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Log } from "#log.ts";
import type { EndedSession } from "#storage/ports/session-store.ts";
import type { ToolToken, ToolTokenStore } from "#storage/ports/tool-token-store.ts";
import { openKept, sealKept, type KeptToken } from "./kept-token.ts";
import { connected, type LiveSources } from "./live-sources.ts";
import type { Sealer } from "#sealer.ts";
import { atItsDevice, keyOfToken, placeOfToken, type TokenUse } from "./token-use.ts";
import type { ToolSignIn } from "./tool-sign-in.ts";
import { noToken, TokenRefusals } from "./tool-token-refusals.ts";

interface ToolTokensOptions {
  readonly store: ToolTokenStore;
  readonly sealer: Sealer;
  readonly signIn: ToolSignIn;
  readonly sources: LiveSources;
  /** Names this process among the replicas. */
  readonly holder: string;
  readonly now: () => Date;
  readonly log: Log;
}

/** Tokens are given up this long before they expire, so that none expires on its way. */
const marginMilliseconds = 30_000;
const leaseMilliseconds = 20_000;
const leasePollMilliseconds = 100;
/** A token that was obtained because another was refused is not replaced again so soon: that would be a loop. */
const renewalPauseMilliseconds = 30_000;

/** The tokens of people for tools: obtained when first needed, once for all who need it, kept sealed with the session. */
export class ToolTokens {
  readonly #options: ToolTokensOptions;
  readonly #refusals: TokenRefusals;
  readonly #flights = new Map<string, Promise<string>>();
  readonly #ended = boundedCache<string, true>(10_000);
  readonly #renewed = new Map<string, number>();

  constructor(options: ToolTokensOptions) {
    this.#options = options;
    this.#refusals = new TokenRefusals(options.now);
  }

  /** A token for this person at this source; `refused` is one that the tool just did not accept. Throws an `UpstreamError`. */
  async bearer(asked: TokenUse, refused: string | null): Promise<string> {
    const use = atItsDevice(asked);
    const key = keyOfToken(use);
    const row = await this.#find(use);
    if (row.kept !== null && this.#isUsable(row.kept, refused)) return row.kept.token;
    this.#refusals.check(key);
    if (refused !== null) this.#pauseRenewals(key);
    const running = this.#flights.get(key);
    if (running !== undefined) return running;
    // The flight belongs to nobody's request: what it obtained must be stored even if all who wait have gone.
    const flight = this.#renew(use, refused).finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }

  /** From now on nothing is obtained for this session, also not by what already waits for it. */
  endSession(sessionHash: string): void {
    this.#ended.set(sessionHash, true);
  }

  /** Keeps the token that a person's sign-in at the tool brought. */
  async connect(use: TokenUse, code: string): Promise<void> {
    const kept = await this.#options.signIn.withCode(use, code);
    const { row } = await this.#find(use);
    await this.#keep(use, kept, row);
    this.#refusals.forget(keyOfToken(use));
  }

  /** Signs the devices of a session that ended out at the tools; no other session has them. Never throws. */
  async signOut(ended: EndedSession): Promise<void> {
    await Promise.all(
      ended.toolTokens.map(async (row) => {
        const source = this.#options.sources.get(row.source);
        const ready = source === null ? null : connected(source);
        const kept = source === null ? null : openKept(this.#options.sealer, row, source.configured);
        if (ready !== null && kept !== null) await this.#options.signIn.signOut(ready, kept);
      }),
    );
  }

  async #renew(use: TokenUse, refused: string | null): Promise<string> {
    const { store, holder } = this.#options;
    const place = placeOfToken(use);
    const deadline = performance.now() + leaseMilliseconds;
    while (performance.now() < deadline) {
      if (this.#ended.has(place.sessionHash)) throw noToken.ended();
      if (await store.takeLease(place, holder, leaseMilliseconds)) {
        try {
          return await this.#renewAlone(use, refused);
        } finally {
          await store.releaseLease(place, holder);
        }
      }
      await sleep(leasePollMilliseconds);
      const { kept } = await this.#find(use);
      if (kept !== null && this.#isUsable(kept, refused)) return kept.token;
    }
    throw noToken.unavailable();
  }

  async #renewAlone(use: TokenUse, refused: string | null): Promise<string> {
    const { row, kept } = await this.#find(use);
    if (kept !== null && this.#isUsable(kept, refused)) return kept.token;
    try {
      const next = await this.#options.signIn.obtain(use, kept);
      await this.#keep(use, next, row);
      return next.token;
    } catch (error) {
      if (error instanceof UpstreamError) {
        this.#refusals.remember(keyOfToken(use), error);
        // Useless from now on, and not to be tried again by another replica.
        if (error.code === "needs_sign_in" && row !== null) await this.#options.store.remove(row);
      }
      throw error;
    }
  }

  /** Stored before it is used: a rotated refresh token that is nowhere would be lost with this process. */
  async #keep(use: TokenUse, kept: KeptToken, row: ToolToken | null): Promise<void> {
    const { store, sealer, signIn } = this.#options;
    const place = placeOfToken(use);
    const sealed = sealKept(sealer, place, use.source.configured, kept);
    const token = { ...place, sealed, expiresAt: kept.expiresAt };
    if (await store.replace(token, row?.version ?? null)) return;
    // Either the session is over, or another replica wrote in between: what is newest is kept.
    const now = await store.find(place);
    if (await store.replace(token, now?.version ?? null)) return;
    await signIn.signOut(use.source, kept);
    throw noToken.ended();
  }

  async #find(use: TokenUse) {
    const row = await this.#options.store.find(placeOfToken(use));
    return { row, kept: row === null ? null : openKept(this.#options.sealer, row, use.source.configured) };
  }

  #isUsable(kept: KeptToken, refused: string | null): boolean {
    if (kept.token === refused) return false;
    return kept.expiresAt === null || kept.expiresAt.getTime() - marginMilliseconds > this.#options.now().getTime();
  }

  #pauseRenewals(key: string): void {
    const at = this.#options.now().getTime();
    for (const [name, renewedAt] of this.#renewed)
      if (at - renewedAt >= renewalPauseMilliseconds) this.#renewed.delete(name);
    if (this.#renewed.has(key) && !this.#flights.has(key)) {
      throw new UpstreamError("sign_in_required", "The tool refuses one token after the other.", {
        code: "refused_again",
      });
    }
    this.#renewed.set(key, at);
  }
}
