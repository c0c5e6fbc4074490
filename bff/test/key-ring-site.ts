import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { portalClient } from "@pforte/e2e/world/clients";
import { startIdentityProvider } from "@pforte/e2e/world/identity-provider";
import { type CookieJar, signInByForm, tour } from "@pforte/e2e/world/sign-in-driver";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { request } from "undici";
import { buildApp } from "../src/app.ts";
import { parseConfig } from "../src/config/parse-config.ts";
import { carry } from "./carry.ts";
import { createTestDatabase } from "./database.ts";
import { freePort } from "@pforte/e2e/world/free-ports";
import { environmentOf, siteOf, startPortalProcess, untilAnswered } from "./portal-process.ts";
import { quietLog } from "./quiet-log.ts";

/** A key of the ring, as the variable spells it. */
export const aKey = (id: string): string => `${id}:${randomBytes(32).toString("base64")}`;

/** Somebody who does something again and again, at whichever replica answers. */
interface Worker {
  readonly jar: CookieJar;
  acts: number;
}

/** Three kinds of act at two replicas. */
const turnsOfAll = 6;

/** One replica of a portal, in whatever process. */
interface Replica extends AsyncDisposable {
  /** Ends it in order. */
  stop(): Promise<void>;
}

/** The replica as a process of its own, as an operator starts it. */
async function startAsProcess(environment: Readonly<Record<string, string>>): Promise<Replica> {
  const process = startPortalProcess(environment);
  await untilAnswered(process, `http://localhost:${environment["PORT"]}/api/session`);
  return {
    async stop() {
      process.kill("SIGTERM");
      await process.ended;
    },
    [Symbol.asyncDispose]: async () => process[Symbol.asyncDispose](),
  };
}

/** The replica put together anew in this process: it shares nothing with the one before but the database. */
async function startHere(environment: Readonly<Record<string, string>>): Promise<Replica> {
  const { config, secrets } = parseConfig(environment, (path) => readFileSync(path, "utf8"));
  const pages = { renderer: { render: async () => "<!doctype html>" }, assetsDirectory: "/nowhere", build: "test" };
  const portal = await buildApp(config, secrets, { log: quietLog, pages });
  await portal.server.listen({ ...config.listen });
  return { stop: async () => portal.drain(), [Symbol.asyncDispose]: async () => portal.close() };
}

/** Two replicas of a portal behind one address, restarted one after the other with other keys, while people work. */
export async function startKeyRingSite(keys: readonly string[], { asProcesses }: { readonly asProcesses: boolean }) {
  await using starting = new AsyncDisposableStack();
  const database = starting.use(await createTestDatabase());
  const [port, second, idpPort] = [await freePort(), await freePort(), await freePort()];
  const site = siteOf({ port, databaseUrl: database.url, issuer: `http://localhost:${idpPort}/realms/pforte` });
  const clients = [portalClient(site.origin, { kind: "secret", secret: site.clientSecret })];
  // Tokens are renewed all the time, so that the keys change under sessions and refreshes alike.
  const levers = { accessTokenSeconds: 35 };
  starting.use(await startIdentityProvider({ port: idpPort, clients, levers }));
  const ports = [port, second];
  const running = new Map<number, Replica>();
  starting.defer(async () => {
    await Promise.all([...running.values()].map(async (each) => each[Symbol.asyncDispose]()));
  });
  const signedOut: string[] = [];
  const workers: { readonly worker: Worker; readonly ends: Promise<void> }[] = [];
  let isOver = false;

  const start = async (at: number, ring: readonly string[]) => {
    const changes = {
      PORT: String(at),
      PFORTE_SESSION_KEYS: ring.join(","),
      PFORTE_DRAIN: "0s",
      PFORTE_SESSION_CACHE: "0s",
    };
    const environment = await environmentOf(site, changes);
    for (let left = 20; ; left -= 1) {
      try {
        running.set(at, await (asProcesses ? startAsProcess(environment) : startHere(environment)));
        return;
      } catch (error) {
        // On a busy machine the database is late for a start; whoever runs the portal starts it again.
        const isLate = error instanceof Error && /does not answer|did not answer|timeout/u.test(error.message);
        if (left === 0 || !isLate) throw error;
      }
    }
  };

  /** What one of the replicas answers to this browser; null while it does not listen. */
  const ask = async (jar: CookieJar, method: "GET" | "PATCH", path: string, at: number) => {
    const headers = {
      host: new URL(site.origin).host,
      cookie: jar.header(new URL(site.origin)) ?? "",
      origin: site.origin,
      [portalHeader.name]: portalHeader.value,
      ...(path === "/" && { "sec-fetch-mode": "navigate", accept: "text/html" }),
      ...(method === "PATCH" && { "content-type": "application/json" }),
    };
    const body = method === "PATCH" ? { body: JSON.stringify({ appearance: "dark" }) } : {};
    const answer = await request(`http://localhost:${at}${path}`, { method, headers, ...body }).catch(() => null);
    await answer?.body.dump();
    return answer?.statusCode ?? null;
  };

  const workOn = async (worker: Worker, name: string): Promise<void> => {
    const turns = [
      ["PATCH", "/api/preferences"],
      ["GET", "/api/session"],
      ["GET", "/"],
    ] as const;
    for (let turn = 0; !isOver; turn += 1) {
      const [method, path] = turns[turn % turns.length] ?? turns[0];
      const status = await ask(worker.jar, method, path, ports[turn % 2] ?? port);
      if (status === 200) worker.acts += 1;
      // The way to sign in, or the word for it.
      if (status === 401 || status === 303) signedOut.push(`${name}: ${status} at turn ${turn}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  };

  /** Waits until everybody has done each of their acts at both replicas. */
  const everybodyActs = async (): Promise<void> => {
    const before = workers.map(({ worker }) => worker.acts);
    const isDone = () => workers.every(({ worker }, at) => worker.acts >= (before[at] ?? 0) + turnsOfAll);
    while (!isDone() && signedOut.length === 0) await new Promise((done) => setTimeout(done, 20));
  };

  await Promise.all(ports.map(async (at) => start(at, keys)));
  const signIn = async (username: string) =>
    (await signInByForm({ start: `${site.origin}/auth/login`, username, carry })).jar;
  const started = starting.move();
  return {
    database,
    signIn,
    signedOut,
    ask: async (jar: CookieJar) => ask(jar, "GET", "/api/session", port),
    /** Lets somebody work from now on. */
    async employ(username: string): Promise<Worker> {
      const worker = { jar: await signIn(username), acts: 0 };
      workers.push({ worker, ends: workOn(worker, `${username} ${workers.length}`) });
      return worker;
    },
    /** Begins a sign-in; the person is at the identity provider until they finish it. */
    async beginSignIn(username: string) {
      const { url, jar } = await tour({ start: `${site.origin}/auth/login`, carry });
      return { jar, finish: async () => signInByForm({ start: url, jar, username, carry }) };
    },
    /** Restarts one replica after the other; at any time one of them answers. */
    async roll(ring: readonly string[]): Promise<void> {
      for (const at of ports) {
        await running.get(at)?.stop();
        await start(at, ring);
        await everybodyActs();
      }
    },
    /** Everybody stops; how often each was answered. */
    async rest(): Promise<readonly number[]> {
      isOver = true;
      await Promise.all(workers.map(async ({ ends }) => ends));
      return workers.map(({ worker }) => worker.acts);
    },
    /** By which keys living sessions are sealed. */
    async keysInUse(): Promise<readonly string[]> {
      const rows = await database.query(
        "select split_part(access_token, '.', 2) as key from sessions where ended_at is null",
      );
      return rows.map(({ key }) => String(key));
    },
    [Symbol.asyncDispose]: async () => started.disposeAsync(),
  };
}
