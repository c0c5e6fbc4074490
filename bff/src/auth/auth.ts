import * as oidc from "openid-client";
import type { Config, Secrets } from "#config/config.ts";
import type { Log } from "#log.ts";
import type { Sealer } from "#sealer.ts";
import type { EndedSession } from "#storage/ports/session-store.ts";
import type { Storage } from "#storage/storage.ts";
import type { Authentication } from "./authentication.ts";
import { BackChannelLogout, type BackChannelResult } from "./back-channel-logout.ts";
import { Login } from "./login.ts";
import { LoginTransactions } from "./login-transactions.ts";
import { Provider, type ProviderPace, type ProviderStatus } from "./provider.ts";
import { Refresh } from "./refresh.ts";
import { createSealer } from "./sealer.ts";
import { hashOf, isSecretId } from "./session-id.ts";
import { sealAnew } from "./seal-anew.ts";
import { Sessions } from "./sessions.ts";
import { SignOut } from "./sign-out.ts";
import { createTokenExchange, tokenExchangeGrant } from "./token-exchange.ts";

/** Everything around who somebody is. */
export interface Auth extends Authentication {
  readonly login: Login;
  readonly signOut: SignOut;
  /** Seals what lies in the store for as long as a session; shared with the token broker. */
  readonly sealer: Sealer;
  backChannelLogout(token: string): Promise<BackChannelResult>;
  /** Whether a logout token is worth verifying while its address has sent many bad ones. */
  isPlausibleLogout(token: string): boolean;
  /** Tidies up after sessions that the store ended by itself. */
  tidyAll(ended: readonly EndedSession[]): void;
  /** The same for sessions that their person ended in another one; the provider hears of it, too. */
  tidySignedOut(ended: readonly EndedSession[]): void;
  providerStatus(): ProviderStatus;
  /** Whether sign-in is open: the metadata was read and is good. */
  isProviderKnown(): boolean;
  /** Begins to read the provider's metadata; returns at once. */
  start(): void;
  close(): Promise<void>;
}

export interface AuthOptions {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly storage: Storage;
  readonly now: () => Date;
  /** What the library must add to the time of this host to have the portal's. */
  readonly skewSeconds?: () => number;
  readonly log: Log;
  readonly providerPace?: ProviderPace;
}

/** How long a page waits for a due refresh before it goes on with what it knows. */
const patienceMilliseconds = 1500;

/** Puts sign-in, sessions, refresh and sign-out together. Talks to nobody before `start`. */
export function createAuth(options: AuthOptions): Auth {
  const { config, secrets, storage, now, log } = options;
  const sealer = createSealer(secrets.sessionKeys);
  const provider = new Provider({
    config,
    secrets,
    now,
    log,
    ...(options.skewSeconds === undefined ? {} : { skewSeconds: options.skewSeconds }),
    ...(options.providerPace === undefined ? {} : { pace: options.providerPace }),
  });
  const sessions = new Sessions({ store: storage.sessions, bus: storage.bus, settings: config.session, now, log });
  const refresh = new Refresh({ provider, sessions, store: storage.sessions, sealer, settings: config.oidc, now, log });
  const transactions = new LoginTransactions(storage.loginTransactions, sealer, now);
  const login = new Login({ config, provider, transactions, sessions, sealer, now, log });
  const signOut = new SignOut({ config, provider, sessions, sealer, store: storage.sessions, now, log });
  const backChannel = new BackChannelLogout({
    settings: config.oidc,
    provider,
    store: storage.sessions,
    sessions,
    now,
    log,
  });
  const accessToken: Auth["accessToken"] = async (principal) => refresh.accessToken(principal);
  const exchange = createTokenExchange({ accessToken, grant: grantBy(provider), now });
  return {
    login,
    signOut,
    sealer,
    accessToken,
    exchangeToken: async (principal, audience, scope) => exchange.exchangeToken(principal, audience, scope),
    livingPrincipal: async (owner) => sessions.livingPrincipal(owner),
    async markActive(principal) {
      await sessions.markActive(principal);
      await sealAnew({ sessions, store: storage.sessions, sealer }, principal);
    },
    onEnded: (listener) => sessions.onEnded(listener),
    onSeen: (listener) => sessions.onSeen(listener),
    backChannelLogout: async (token) => backChannel.accept(token),
    isPlausibleLogout: (token) => backChannel.isPlausible(token),
    tidyAll: (ended) => sessions.tidyAll(ended),
    tidySignedOut(ended) {
      sessions.tidyAll(ended);
      // Nobody waits for it: what is ended here is ended, whatever the provider makes of it.
      void signOut.revokeAll(ended);
    },
    providerStatus: () => provider.status(),
    isProviderKnown: () => provider.configuration() !== null,
    start: () => provider.start(),
    async authenticate(cookieValue) {
      if (!isSecretId(cookieValue)) {
        return null;
      }
      const record = await sessions.find(hashOf(cookieValue));
      if (record === null) {
        return null;
      }
      const signedIn = sessions.signedIn(record);
      if (!refresh.isDue(record)) {
        return signedIn;
      }
      // A session is checked with the provider once per life of its token, so that a disabled person does not stay (S27);
      // a provider that is away holds nobody up (F10, F11).
      const result = await withinPatience(refresh.accessToken(signedIn.principal));
      if (result?.kind === "ended") {
        return null;
      }
      const current = result?.kind === "token" ? await sessions.find(record.hash) : record;
      return current === null ? null : sessions.signedIn(current);
    },
    async close() {
      await refresh.settle();
      sessions.close();
      await provider.close();
    },
  };
}

function grantBy(provider: Provider): Parameters<typeof createTokenExchange>[0]["grant"] {
  return async (parameters) => {
    const configuration = provider.configuration();
    if (configuration === null) {
      throw new TypeError("fetch failed", { cause: "the provider's metadata is not known" });
    }
    return oidc.genericGrantRequest(configuration, tokenExchangeGrant, { ...parameters });
  };
}

async function withinPatience<Value>(promise: Promise<Value>): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMilliseconds);
  });
  try {
    return await Promise.race([promise, patience]);
  } finally {
    clearTimeout(timer);
  }
}
