import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { portalClient, portalClientId } from "@pforte/e2e/world/clients";
import { startIdentityProvider } from "@pforte/e2e/world/identity-provider";
import { signInByForm } from "@pforte/e2e/world/sign-in-driver";
import { Agent, request } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { carry } from "../test/carry.ts";
import { createTestDatabase } from "../test/database.ts";
import { freePort } from "@pforte/e2e/world/free-ports";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const example = fileURLToPath(new URL("../../deploy/portal.example.yaml", import.meta.url));
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) {
    child.kill("SIGKILL");
  }
});

/** The portal as a process of its own, as an operator starts it. */
function start(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [main], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.on("close", (code) => done(code)));
  return { child, ended, text: () => text };
}

async function settings(databaseUrl: string, issuer: string) {
  const [port, opsPort] = [await freePort(), await freePort()];
  const secret = randomBytes(32).toString("base64url");
  const environment = {
    PORT: String(port),
    PFORTE_HOST: "localhost",
    PFORTE_PUBLIC_ORIGIN: `http://localhost:${port}`,
    PFORTE_OPS_PORT: String(opsPort),
    PFORTE_OPS_HOST: "127.0.0.1",
    DATABASE_URL: databaseUrl,
    PFORTE_OIDC_ISSUER: issuer,
    PFORTE_OIDC_CLIENT_ID: portalClientId,
    PFORTE_OIDC_CLIENT_SECRET: secret,
    PFORTE_OIDC_CLIENT_AUTHENTICATION: "client_secret_basic",
    PFORTE_SESSION_KEYS: `one:${randomBytes(32).toString("base64")}`,
    PFORTE_IDENTIFIER_KEY: randomBytes(32).toString("base64"),
    PFORTE_CONFIGURATION_FILE: example,
    PFORTE_LOG_LEVEL: "warn",
    PFORTE_DRAIN: "2s",
    // One session asks as often as it can.
    PFORTE_REQUESTS_PER_MINUTE: "10000000",
  };
  return { environment, secret, origin: `http://localhost:${port}`, ops: `http://127.0.0.1:${opsPort}` };
}

async function ready(url: string): Promise<{ readonly status: number; readonly text: string }> {
  for (let tries = 0; tries < 800; tries += 1) {
    const answer = await request(url).catch(() => null);
    if (answer !== null) {
      return { status: answer.statusCode, text: await answer.body.text() };
    }
    await sleep(50);
  }
  throw new Error(`${url} never answered`);
}

describe("the portal's process", { timeout: 60_000 }, () => {
  it("names every setting that is missing, and ends with 1", async () => {
    const { ended, text } = start({});
    expect(await ended).toBe(1);
    for (const name of ["PFORTE_PUBLIC_ORIGIN", "DATABASE_URL", "PFORTE_OIDC_ISSUER", "PFORTE_SESSION_KEYS"]) {
      expect(text()).toContain(name);
    }
    expect(text()).not.toMatch(/\n\s+at /u);
  });

  it("says so when the database does not answer, and ends with 1", async () => {
    const { environment } = await settings(
      `postgres://nobody@127.0.0.1:${await freePort()}/none`,
      "http://localhost:9/realms/x",
    );
    const { ended, text } = start(environment);
    expect(await ended).toBe(1);
    expect(text()).toContain("DATABASE_URL does not answer");
    expect(text()).toContain("(ECONNREFUSED)");
    expect(text()).not.toMatch(/\n\s+at /u);
  });

  it("names what is wrong in the configuration file, and ends with 1", async () => {
    await using database = await createTestDatabase();
    const { environment } = await settings(database.url, "http://localhost:9/realms/x");
    const { ended, text } = start({ ...environment, PFORTE_CONFIGURATION_FILE: main });
    expect(await ended).toBe(1);
    expect(text()).toMatch(/The configuration file \S+main\.ts cannot be used\.\n {2}\S/u);
  });

  it("listens without the identity provider and says that it is degraded", async () => {
    await using database = await createTestDatabase();
    const { environment, origin, ops } = await settings(database.url, `http://localhost:${await freePort()}/realms/x`);
    const { child, ended } = start(environment);
    expect((await ready(`${origin}/api/session`)).status).toBe(401);
    expect(await ready(`${ops}/readyz`)).toMatchObject({ status: 200, text: expect.stringMatching(/^degraded: /u) });
    child.kill("SIGINT");
    expect(await ended).toBe(0);
  });

  it("stops without a failed request (F28)", async () => {
    await using database = await createTestDatabase();
    const port = await freePort();
    const { environment, secret, origin, ops } = await settings(database.url, `http://localhost:${port}/realms/pforte`);
    const clients = [portalClient(origin, { kind: "secret", secret })];
    await using provider = await startIdentityProvider({ port, clients });
    expect(provider.issuer).toBe(environment.PFORTE_OIDC_ISSUER);
    const { child, ended } = start(environment);
    await ready(`${origin}/api/session`);
    await expect.poll(async () => (await ready(`${ops}/readyz`)).text, { timeout: 30_000 }).toBe("ready\n");
    const { jar } = await signInByForm({ start: `${origin}/`, username: "ines", carry });
    const headers = { "x-portal": "1", cookie: jar.header(new URL(origin)) ?? "" };
    const opened = await Promise.all(
      Array.from({ length: 6 }, async () => request(`${origin}/api/events`, { headers })),
    );
    const streams = opened.map(async ({ body }) => body.text());

    const asked = performance.now();
    child.kill("SIGTERM");
    await expect.poll(async () => (await ready(`${ops}/readyz`)).status, { interval: 20, timeout: 3000 }).toBe(503);
    const slow = slowChange(new URL(origin), headers.cookie, 3000);
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => askUntilGone(`${origin}/api/session`, headers)),
    );
    expect(answers.flatMap(({ failures }) => failures)).toEqual([]);
    expect(answers.every(({ served, until }) => served > 10 && until - asked > 1800)).toBe(true);
    expect(await slow).toMatch(/^HTTP\/1\.1 200 /u);
    for (const text of await Promise.all(streams)) {
      expect(text).toMatch(/data: \{"type":"move","afterMilliseconds":\d+\}\n\n$/u);
    }
    expect(await ended).toBe(0);
    expect(performance.now() - asked).toBeLessThan(20_000);
  });
});

/** Asks again and again over kept-alive sockets until nobody listens any more; everything but a 200 is a failure. */
async function askUntilGone(url: string, headers: Readonly<Record<string, string>>) {
  const dispatcher = new Agent({ connections: 1 });
  const failures: string[] = [];
  let served = 0;
  for (;;) {
    try {
      const { statusCode, body } = await request(url, { headers, dispatcher });
      await body.text();
      served += 1;
      if (statusCode !== 200) {
        failures.push(String(statusCode));
      }
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
      if (code === "ECONNREFUSED" || error instanceof AggregateError) {
        await dispatcher.close();
        return { failures, served, until: performance.now() };
      }
      failures.push(code);
    }
    await sleep(10);
  }
}

/** A request whose body is still on its way when the server no longer listens. */
async function slowChange(origin: URL, cookie: string, milliseconds: number): Promise<string> {
  const socket = connect(Number(origin.port), "localhost");
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const closed = new Promise<void>((done) => socket.on("close", () => done()));
  const lines = [
    "PATCH /api/preferences HTTP/1.1",
    `Host: ${origin.host}`,
    `Origin: ${origin.origin}`,
    `Cookie: ${cookie}`,
    "X-Portal: 1",
    "Content-Type: application/json",
    "Content-Length: 2",
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n{`);
  await sleep(milliseconds);
  socket.write("}");
  await closed;
  return text;
}
