import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { type JWTHeaderParameters, type JWTPayload, SignJWT } from "jose";
import { type AudienceScope, audienceScopes, type Client } from "./clients.ts";
import { Directory } from "./identity-provider-directory.ts";
import { type CountName, createEdge, type Interceptor } from "./identity-provider-edge.ts";
import { registerExchange } from "./identity-provider-exchange.ts";
import { type KeyAlgorithm, SigningKeys } from "./identity-provider-keys.ts";
import { type Levers, openDeskLevers } from "./identity-provider-levers.ts";
import { endpointPaths, makeProvider, type ProviderParts } from "./identity-provider-library.ts";
import { endSession, type LogoutDelivery, mintLogoutToken, sessionsOf } from "./identity-provider-logout.ts";
import { ProviderStore } from "./identity-provider-store.ts";
import { speakKeycloak } from "./identity-provider-tokens.ts";
import { people as demoPeople, type Person } from "./people.ts";

/** How to start it. */
export interface IdentityProviderOptions {
  readonly clients: readonly Client[];
  /** Any free port by default. */
  readonly port?: number;
  /** The port in its address, where something stands before it; its own by default. */
  readonly publicPort?: number;
  /** The host name in its address; it listens on the loopback interface only. */
  readonly host?: string;
  readonly people?: readonly Person[];
  readonly audienceScopes?: readonly AudienceScope[];
  /** Where keys and sessions survive a restart; in memory only by default. */
  readonly dataDir?: string;
  readonly levers?: Partial<Levers>;
}

/** An identity provider in this process that speaks like Keycloak. */
export interface IdentityProvider {
  readonly issuer: string;
  readonly port: number;
  /** May be turned while it runs. */
  readonly levers: Levers;
  /** Calls per endpoint since the start. */
  readonly counts: Readonly<Record<CountName, number>>;
  /** New signing keys; with `forget` the old ones are no longer published. */
  rotateKeys(forget?: boolean): Promise<void>;
  /** Ends every session of the person and tells the clients, as Keycloak's admin API does. */
  endPersonSessions(sub: string): Promise<readonly LogoutDelivery[]>;
  /** The ids (`sid`) of the person's living sessions. */
  sessionIds(sub: string): readonly string[];
  setEnabled(sub: string, isEnabled: boolean): void;
  /** Alters answers until the returned function is called. */
  intercept(interceptor: Interceptor): () => void;
  /** Signs anything with the provider's own keys. */
  sign(algorithm: KeyAlgorithm, header: Partial<JWTHeaderParameters>, payload: JWTPayload): Promise<string>;
  /** A correct logout token, as Keycloak makes it. */
  logoutToken(clientId: string, person: { readonly sub: string; readonly sid: string }): Promise<string>;
  /** Takes calls and does not answer until `resume`, as a stopped process does. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts it. */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const server = createServer({ keepAliveTimeout: 5000 });
  const port = await listen(server, options.port ?? 0);
  const issuer = `http://${options.host ?? "localhost"}:${options.publicPort ?? port}/realms/pforte`;
  const parts = await openParts(issuer, options);
  const gate = new Gate();
  const interceptors = new Set<Interceptor>();
  const counts = zeroCounts();
  let provider = build(parts);
  server.on("request", createEdge({ parts, provider: () => provider, interceptors, counts, gate: () => gate.open() }));
  const close = async () => {
    gate.resume();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    parts.store.flush();
  };
  return {
    issuer,
    port,
    levers: parts.levers,
    counts,
    async rotateKeys(forget = false) {
      await parts.keys.rotate(forget);
      provider = build(parts);
    },
    async endPersonSessions(sub) {
      const ended = sessionsOf(parts, sub).map(async (session) => endSession(parts, session));
      return (await Promise.all(ended)).flat();
    },
    sessionIds: (sub) => sessionsOf(parts, sub).map((session) => session.uid ?? ""),
    setEnabled: (sub, isEnabled) => parts.directory.setEnabled(sub, isEnabled),
    intercept(interceptor) {
      interceptors.add(interceptor);
      return () => interceptors.delete(interceptor);
    },
    async sign(algorithm, header, payload) {
      const { kid, key } = await parts.keys.signing(algorithm);
      return new SignJWT(payload).setProtectedHeader({ alg: algorithm, kid, ...header }).sign(key);
    },
    logoutToken: async (clientId, person) => mintLogoutToken(parts, clientId, person),
    pause: () => gate.pause(),
    resume: () => gate.resume(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function build(parts: ProviderParts) {
  const provider = makeProvider(parts);
  registerExchange(provider, parts);
  speakKeycloak(provider, parts);
  return provider;
}

async function openParts(issuer: string, options: IdentityProviderOptions): Promise<ProviderParts> {
  const { dataDir } = options;
  const file = (name: string) => (dataDir === undefined ? null : join(dataDir, name));
  if (dataDir !== undefined) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  }
  return {
    issuer,
    keys: await SigningKeys.open(file("keys.json")),
    store: new ProviderStore(file("store.json")),
    directory: new Directory(options.people ?? demoPeople, options.clients, options.audienceScopes ?? audienceScopes),
    levers: { ...openDeskLevers(), ...options.levers },
    cookieKey: keepSecret(file("cookie-key")),
  };
}

function keepSecret(file: string | null): string {
  if (file !== null && existsSync(file)) {
    return readFileSync(file, "utf8");
  }
  const secret = randomBytes(32).toString("base64url");
  if (file !== null) {
    writeFileSync(file, secret, { mode: 0o600 });
  }
  return secret;
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((done, fail) => server.once("error", fail).listen(port, "127.0.0.1", done));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

function zeroCounts(): Record<CountName, number> {
  const names = [...Object.keys(endpointPaths), "codes", "refreshes", "exchanges"];
  // The keys of the constant and the three grants are exactly the names.
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<CountName, number>;
}

/** Open, or closed until somebody opens it. */
class Gate {
  #opened: PromiseWithResolvers<void> | null = null;

  async open(): Promise<void> {
    await this.#opened?.promise;
  }

  pause(): void {
    this.#opened ??= Promise.withResolvers<void>();
  }

  resume(): void {
    this.#opened?.resolve();
    this.#opened = null;
  }
}
