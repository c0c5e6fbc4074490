import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { Log } from "#log.ts";
import type { LoginTransactionStore } from "#storage/ports/login-transaction-store.ts";
import type { PersonSettingsStore } from "#storage/ports/person-settings-store.ts";
import type { ToolDevice } from "#storage/ports/tool-token-store.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { Principal } from "#storage/principal.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { connected, type ConnectedSource, type LiveSources } from "./live-sources.ts";
import { personSources } from "./person-sources.ts";
import type { Sealer } from "#sealer.ts";
import { toolLogin, type SignInWaysWatch } from "./sign-in-ways.ts";
import type { ToolTokens } from "./tool-tokens.ts";

interface ConnectOptions {
  readonly publicOrigin: string;
  readonly configuration: { current(): PublishedConfiguration };
  readonly sources: LiveSources;
  readonly ways: SignInWaysWatch;
  readonly tokens: ToolTokens;
  readonly transactions: LoginTransactionStore;
  readonly people: PersonSettingsStore;
  readonly sealer: Sealer;
  /** Called when a person's source works from now on. */
  readonly onConnected: (principal: Principal, source: string) => Promise<void>;
  readonly now: () => Date;
  readonly log: Log;
}

/** What a sign-in at a tool is for. */
export interface ConnectWish {
  /** A path of the portal, already found harmless. */
  readonly returnTo: string;
  /** The portal's own idea: whatever becomes of it, the page is not kept waiting. */
  readonly silent: boolean;
  readonly device: ToolDevice;
}

/** Where the browser goes next, or why not. */
export type ConnectStart =
  | { readonly kind: "redirect"; readonly address: string }
  /** The tool needs no sign-in of the browser. */
  | { readonly kind: "not_needed" }
  | { readonly kind: "not_found" }
  | { readonly kind: "failed" };

/** Why a sign-in at a tool brought nothing: the tool failed, answered for somebody else, or nobody here began it. */
export type ConnectFailure = "failed" | "other_person" | "not_begun";

/** How a sign-in at a tool ended. `silent` ones were the portal's own idea: they never stand in the way of the page. */
export type ConnectEnd =
  | { readonly kind: "connected"; readonly returnTo: string }
  | {
      readonly kind: "failed";
      readonly why: ConnectFailure;
      readonly silent: boolean;
      readonly returnTo: string;
    };

const transactionSchema = z.object({
  source: z.string(),
  session: z.string(),
  returnTo: z.string(),
  silent: z.boolean(),
  /** One that began before there were two is for the portal's. */
  device: z.enum(["portal", "page"]).default("portal"),
});

const transactionMilliseconds = 10 * 60_000;
const statePattern = /^[A-Za-z0-9_-]{43}$/u;
const placeOf = (hash: string) => ["connect-transaction", "1", hash];
const hashOf = (state: string) => createHash("sha256").update(`connect ${state}`).digest("hex");

/** A person's own sign-in at a tool that only offers single sign-on through the browser. */
export class ConnectTool {
  readonly #options: ConnectOptions;

  constructor(options: ConnectOptions) {
    this.#options = options;
  }

  /** Begins the sign-in at a source of this person. */
  async start(principal: Principal, key: string, wish: ConnectWish): Promise<ConnectStart> {
    const source = this.#sourceOf(principal, key);
    const login = source === null ? null : toolLogin(source);
    if (source === null || login === null) return { kind: "not_found" };
    try {
      const { redirect } = await this.#options.ways.ways(source);
      if (redirect === null) return { kind: "not_needed" };
      const back = await this.#remember(principal, key, wish);
      return { kind: "redirect", address: login.redirectAddress(redirect, back) };
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      this.#options.log.warn({ source: key, reason: error.reason }, "The sign-in at a tool could not begin.");
      return { kind: "failed" };
    }
  }

  /** Ends the sign-in with what the browser brought back. A state works once, and only in the session that began it. */
  async finish(principal: Principal, key: string, state: string, query: URLSearchParams): Promise<ConnectEnd> {
    const transaction = await this.#take(state);
    if (transaction === null || transaction.source !== key || transaction.session !== principal.sessionHash) {
      return { kind: "failed", why: "not_begun", silent: false, returnTo: "/" };
    }
    const { returnTo, silent, device } = transaction;
    const why = await this.#trade(principal, key, device, query);
    if (why !== null) return { kind: "failed", why, silent, returnTo };
    await this.#options.people.setConnected(principal.owner, key, true);
    await this.#options.onConnected(principal, key);
    return { kind: "connected", returnTo };
  }

  /** Trades the code for a token that is kept; null when that worked. */
  async #trade(
    principal: Principal,
    key: string,
    device: ToolDevice,
    query: URLSearchParams,
  ): Promise<"failed" | "other_person" | null> {
    const source = this.#sourceOf(principal, key);
    const login = source === null ? null : toolLogin(source);
    const code = login === null ? null : query.get(login.codeParameter);
    if (source === null || code === null || code === "") return "failed";
    try {
      await this.#options.tokens.connect({ principal, source, device }, code);
      return null;
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      this.#options.log.warn({ source: key, reason: error.reason, code: error.code }, "The sign-in at a tool failed.");
      return error.code === "other_person" ? "other_person" : "failed";
    }
  }

  #sourceOf(principal: Principal, key: string): ConnectedSource | null {
    const { document } = this.#options.configuration.current();
    const source = this.#options.sources.get(key);
    return source === null || !personSources(document, principal).has(key) ? null : connected(source);
  }

  async #remember(principal: Principal, source: string, wish: ConnectWish): Promise<string> {
    const state = randomBytes(32).toString("base64url");
    const hash = hashOf(state);
    const text = JSON.stringify({ source, session: principal.sessionHash, ...wish });
    const expiresAt = new Date(this.#options.now().getTime() + transactionMilliseconds);
    await this.#options.transactions.put({ hash, sealed: this.#options.sealer.seal(text, placeOf(hash)), expiresAt });
    return `${this.#options.publicOrigin}/auth/connect/${source}/callback/${state}`;
  }

  async #take(state: string): Promise<z.output<typeof transactionSchema> | null> {
    if (!statePattern.test(state)) return null;
    const hash = hashOf(state);
    const kept = await this.#options.transactions.take(hash, this.#options.now());
    const plain = kept === null ? null : this.#options.sealer.open(kept.sealed, placeOf(hash));
    return plain === null ? null : transactionSchema.parse(JSON.parse(plain));
  }
}
