import { createHash, randomBytes } from "node:crypto";
import { matrixClient, portalClient } from "@pforte/e2e/world/clients";
import { startIdentityProvider } from "@pforte/e2e/world/identity-provider";
import type { MatrixFlow } from "@pforte/e2e/world/matrix-api";
import { startMatrixStandIn } from "@pforte/e2e/world/matrix-stand-in";
import { people } from "@pforte/e2e/world/people";
import { signInByForm } from "@pforte/e2e/world/sign-in-driver";
import { portalConfigurationSchema, type PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { defaultPreferences } from "@pforte/shared/contract/preferences";
import * as client from "openid-client";
import { createSealer } from "../src/auth/sealer.ts";
import { createTokenExchange, tokenExchangeGrant } from "../src/auth/token-exchange.ts";
import { nothingLive } from "../src/services/live-state.ts";
import { createSources, type Sources, type SourcesOptions } from "../src/sources.ts";
import { createStorage } from "../src/storage/postgres-storage.ts";
import type { EndedSession, SessionEnd } from "../src/storage/ports/session-store.ts";
import { type Principal, verifiedPrincipal } from "../src/storage/principal.ts";
import { createTestDatabase } from "./database.ts";
import { freePort } from "@pforte/e2e/world/free-ports";
import { recordedLog } from "./recorded-log.ts";
import { aSession, sealedTokens } from "./session-record.ts";

/** Somebody looks, in German. */
export const aPage = { language: "de", isHidden: false, isContinued: false } as const;

const origin = "http://localhost:9";
const secret = "a-secret-of-the-test-that-is-long-enough";

export interface SourcesWorldOptions {
  readonly flows?: readonly MatrixFlow[];
  readonly accessSeconds?: number;
  readonly pace?: SourcesOptions["pace"];
  /** Changes the one configured source. */
  readonly source?: Readonly<Record<string, unknown>>;
}

/** The identity provider, the homeserver stand-in and PostgreSQL, with the portal's sources on top of them. */
export async function startSourcesWorld(options: SourcesWorldOptions = {}) {
  const database = await createTestDatabase();
  const port = await freePort();
  const provider = await startIdentityProvider({
    clients: [portalClient(origin, { kind: "secret", secret }), matrixClient(`http://localhost:${port}`, secret)],
  });
  const matrix = await startMatrixStandIn({
    port,
    issuer: provider.issuer,
    clientSecret: secret,
    flows: options.flows ?? ["jwt"],
    returnTo: [`${origin}/`],
    ...(options.accessSeconds !== undefined && { accessSeconds: options.accessSeconds }),
  });
  for (const person of people) matrix.homeserver.account(person.username, `${person.givenName} ${person.familyName}`);
  let passed = 0;
  const now = () => new Date(Date.now() + passed);
  const log = recordedLog();
  const document = configurationOf({ address: matrix.address, ...options.source });
  const published = { current: () => ({ version: 1, document, publishedAt: now(), actor: "operator:test", note: "" }) };
  const oidc = await client.discovery(
    new URL(provider.issuer),
    "opendesk-portal",
    secret,
    client.ClientSecretBasic(secret),
    {
      execute: [client.allowInsecureRequests],
    },
  );
  const sealer = createSealer([{ id: "k1", key: randomBytes(32) }]);
  const identifierKey = randomBytes(32);
  const portalTokens = new Map<string, string>();
  const replicas: {
    readonly sources: Sources;
    readonly stop: () => Promise<void>;
    readonly ended: (each: EndedSession) => Promise<void>;
  }[] = [];

  async function replica() {
    const storage = await createStorage({ databaseUrl: database.url, now, log, poolSize: 4 });
    const listeners: ((ended: EndedSession) => Promise<void>)[] = [];
    const exchange = createTokenExchange({
      accessToken: async (principal) => {
        const token = portalTokens.get(principal.sessionHash);
        return token === undefined
          ? { kind: "ended" }
          : { kind: "token", token, expiresAt: new Date(Date.now() + 60_000) };
      },
      grant: async (parameters) => client.genericGrantRequest(oidc, tokenExchangeGrant, parameters),
      now,
    });
    const sources = createSources({
      config: { publicOrigin: origin, caFile: null },
      secrets: { identifierKey },
      storage,
      auth: { ...exchange, onEnded: (listener) => void listeners.push(listener) },
      sealer,
      configuration: published,
      live: { now: () => nothingLive, onChanged: () => () => undefined },
      preferences: { of: async () => defaultPreferences },
      now,
      log,
      ...(options.pace !== undefined && { pace: options.pace }),
    });
    const made = {
      sources,
      storage,
      ended: async (each: EndedSession) => void (await Promise.all(listeners.map(async (listener) => listener(each)))),
      stop: async () => {
        await sources.close();
        await storage.close();
      },
    };
    replicas.push(made);
    return made;
  }

  const first = await replica();

  /** Signs somebody in at the identity provider and keeps their session, as `auth` does. */
  async function signIn(username: string): Promise<Principal> {
    const person = people.find((each) => each.username === username);
    if (person === undefined) throw new Error("There is no such person.");
    const verifier = client.randomPKCECodeVerifier();
    const address = client.buildAuthorizationUrl(oidc, {
      redirect_uri: `${origin}/auth/callback`,
      scope: "openid profile email",
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    const { url } = await signInByForm({ start: address, username, stopBefore: (each) => each.origin === origin });
    const tokens = await client.authorizationCodeGrant(oidc, url, { pkceCodeVerifier: verifier });
    const hash = createHash("sha256").update(randomBytes(32)).digest("hex");
    const owner = { issuer: provider.issuer, subject: person.sub };
    const facts = { username, name: username, groups: person.groups, isAdministrator: false };
    const ends = { createdAt: now(), lastActiveAt: now(), endsAt: new Date(Date.now() + 3600_000) };
    await first.storage.sessions.create(aSession({ hash, owner, person: facts, tokens: sealedTokens("x"), ...ends }), {
      replaces: null,
      cap: 20,
    });
    portalTokens.set(hash, tokens.access_token);
    return verifiedPrincipal({ owner, sessionHash: hash, ...facts });
  }

  /** Ends a session as a sign-out does: the row first, then whoever tidies up at the tools. */
  async function signOut(principal: Principal, because: SessionEnd = "signed_out"): Promise<void> {
    const ended = await first.storage.sessions.end(principal.sessionHash, because);
    portalTokens.delete(principal.sessionHash);
    if (ended !== null) await first.ended(ended);
  }

  return {
    database,
    provider,
    matrix,
    log,
    origin,
    storage: first.storage,
    sources: first.sources,
    connect: first.sources.connect,
    replica,
    /** Lets the portal's clock run ahead of everybody else's. */
    passTime: (milliseconds: number) => void (passed += milliseconds),
    signIn,
    signOut,
    rooms: async (principal: Principal, from: Sources = first.sources) =>
      from.chat.rooms(principal, { limit: 20, language: "de", signal: AbortSignal.timeout(15_000) }),
    async [Symbol.asyncDispose]() {
      await Promise.all(replicas.map(async (each) => each.stop()));
      await matrix.close();
      await provider.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

function configurationOf(source: Readonly<Record<string, unknown>>): PortalConfiguration {
  const address = { de: "https://example.org/" };
  return portalConfigurationSchema.parse({
    portal: {
      name: { de: "Pforte" },
      organisation: { de: "Amt" },
      support: { name: { de: "Hilfe" } },
      imprint: address,
      privacy: address,
      accessibility: address,
    },
    categories: [],
    tiles: [],
    sources: [
      {
        key: "chat",
        kind: "matrix",
        name: { de: "Chat" },
        audience: "opendesk-matrix",
        scope: "portal-aud-matrix",
        settings: { serverName: "localhost", web: "https://chat.example.org" },
        ...source,
      },
    ],
  });
}
