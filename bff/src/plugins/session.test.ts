import { randomBytes } from "node:crypto";
import { changePreferences } from "@pforte/shared/contract/preferences";
import { readSession } from "@pforte/shared/contract/session";
import * as fc from "fast-check";
import Fastify from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { quietLog } from "../../test/quiet-log.ts";
import { createAuth } from "../auth/auth.ts";
import type { SessionStore } from "../storage/ports/session-store.ts";
import { StorageUnavailableError } from "../storage/storage.ts";
import { portalCookies } from "./cookies.ts";

let portal: TestPortal;
let ahead = 0;
beforeAll(async () => {
  portal = await buildTestPortal({ overrides: { now: () => new Date(Date.now() + ahead) } });
});
afterAll(async () => portal[Symbol.asyncDispose]());
beforeEach(() => {
  ahead = 0;
});

const minutes = (count: number) => void (ahead += count * 60_000);
const sessionWith = async (cookie: string) => portal.nobody.send("GET", "/api/session", { headers: { cookie } });

/** The same sign-in in front of a store whose sessions a test answers for. */
function authOver(find: SessionStore["find"]) {
  const { storage } = portal.portal;
  const { config, secrets } = portal;
  const sessions = { ...storage.sessions, find };
  return createAuth({ config, secrets, storage: { ...storage, sessions }, now: () => new Date(), log: quietLog });
}

describe("the session's cookie", () => {
  it("has prefix, Secure, HttpOnly, Lax and the whole host anywhere but on plain loopback (S16)", async () => {
    const cookies = portalCookies({ isPlainLoopback: false });
    const app = Fastify();
    app.get("/", async (_request, reply) => {
      cookies.set(reply, cookies.session, "value");
      cookies.set(reply, cookies.transaction("1"), "value", 600);
      cookies.clear(reply, cookies.session);
      return reply.send();
    });
    const { headers } = await app.inject("/");
    expect(headers["set-cookie"]).toEqual([
      "__Host-Http-portal=value; Path=/; Secure; HttpOnly; SameSite=Lax",
      "__Host-Http-tx-1=value; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600",
      "__Host-Http-portal=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0",
    ]);
  });

  it("that cannot be an id reaches no store, whatever it is (S17)", async () => {
    let asked = 0;
    const auth = authOver(async () => {
      asked += 1;
      return null;
    });
    const nearly = fc.string({ minLength: 43, maxLength: 43 }).map((text) => `${text.slice(1)}.`);
    const long = fc.integer({ min: 44, max: 5000 }).map((length) => "x".repeat(length));
    const wrong = fc.oneof(fc.string({ maxLength: 60 }), nearly, long);
    await fc.assert(
      fc.asyncProperty(
        wrong.filter((value) => !/^[\w-]{43}$/u.test(value)),
        async (value) => (await auth.authenticate(value)) === null,
      ),
      { numRuns: 10_000 },
    );
    expect(await auth.authenticate(undefined)).toBeNull();
    expect(asked).toBe(0);
    expect(await auth.authenticate(randomBytes(32).toString("base64url"))).toBeNull();
    expect(asked).toBe(1);
    await auth.close();
  });

  it("that comes twice is nobody's, in either order (S17)", async () => {
    const person = await portal.as("ines");
    const own = `portal=${person.jar.get("portal") ?? ""}`;
    const other = `portal=${randomBytes(32).toString("base64url")}`;
    expect((await sessionWith(own)).status).toBe(200);
    expect((await sessionWith(`${own}; ${other}`)).status).toBe(401);
    expect((await sessionWith(`${other}; ${own}`)).status).toBe(401);
    expect((await sessionWith(`${own}; ${own}`)).status).toBe(401);
  });

  it("is in the database as a digest only (S17)", async () => {
    const person = await portal.as("ines");
    const id = person.jar.get("portal") ?? "";
    const rows = await portal.database.query("select to_json(s)::text as row from sessions s");
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(id);
    // A digest is no id either.
    const [row] = await portal.database.query("select hash from sessions limit 1");
    expect((await sessionWith(`portal=${String(row?.["hash"])}`)).status).toBe(401);
  });
});

describe("a session without acts", () => {
  it("ends at its idle limit although its page keeps asking (S19)", async () => {
    const person = await portal.as("ines");
    const { idleEndsAt } = await person.call(readSession);
    for (let round = 0; round < 5; round += 1) {
      minutes(5);
      expect((await person.call(readSession)).idleEndsAt).toBe(idleEndsAt);
    }
    minutes(6);
    expect((await person.send("GET", "/api/session")).status).toBe(401);
  });

  it("lives on by acts, until its absolute end (S19)", async () => {
    const person = await portal.as("ines");
    const { endsAt } = await person.call(readSession);
    for (let round = 0; round < 23; round += 1) {
      minutes(25);
      await person.call(changePreferences, { body: { appearance: "dark" } });
    }
    const last = await person.call(readSession);
    expect(last.endsAt).toBe(endsAt);
    expect(last.idleEndsAt).toBe(endsAt);
    minutes(26);
    expect((await person.send("GET", "/api/session")).status).toBe(401);
  });
});

describe.each([false, true])("the start page, anonymous access %j", (anonymousAccess) => {
  let start: TestPortal;
  beforeAll(async () => {
    start = await buildTestPortal({
      config: { anonymousAccess },
      overrides: { now: () => new Date(Date.now() + ahead) },
    });
  });
  afterAll(async () => start[Symbol.asyncDispose]());

  it("keeps the session alive by being opened (S19)", async () => {
    const person = await start.as("ines");
    for (let round = 0; round < 3; round += 1) {
      minutes(25);
      expect((await person.get("/")).status).toBe(200);
    }
    expect((await person.send("GET", "/api/session")).status).toBe(200);
  });

  it.each([
    { "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image", "sec-fetch-site": "same-site" },
    { "sec-fetch-mode": "cors", "sec-fetch-dest": "empty", "sec-fetch-site": "same-site" },
  ])("does not keep it alive for a page that embeds it: %j (S19)", async (headers) => {
    const person = await start.as("ines");
    const { idleEndsAt } = await person.call(readSession);
    minutes(25);
    await person.get("/", headers);
    expect((await person.call(readSession)).idleEndsAt).toBe(idleEndsAt);
    minutes(6);
    expect((await person.send("GET", "/api/session")).status).toBe(401);
  });
});

describe("without a session", () => {
  it("a navigation goes to sign in and comes back to where it wanted to; a script hears 401 (S21)", async () => {
    const page = await portal.nobody.get("/?from=mail");
    expect(page.status).toBe(303);
    expect(page.headers.get("location")).toBe("/auth/login?returnTo=%2F%3Ffrom%3Dmail");
    expect(page.headers.get("cache-control")).toContain("no-store");
    const script = await portal.nobody.send("GET", "/");
    expect([script.status, script.headers.get("location")]).toEqual([401, null]);
  });
});

describe("while the store does not answer", () => {
  it("nobody is signed out: 503 with a time to try again, the cookie stays, and all is well afterwards (S22)", async () => {
    let isDown = false;
    const { createStorage } = await import("../storage/postgres-storage.ts");
    await using base = await buildTestPortal();
    const storage = await createStorage({ databaseUrl: base.database.url, now: () => new Date(), log: quietLog });
    const find: SessionStore["find"] = async (hash, now) => {
      if (isDown) {
        throw new StorageUnavailableError("The database does not answer.");
      }
      return storage.sessions.find(hash, now);
    };
    await using down = await buildTestPortal({
      config: { session: { idleSeconds: 1800, absoluteSeconds: 36_000, cacheSeconds: 0, perPerson: 20 } },
      overrides: { storage: { ...storage, sessions: { ...storage.sessions, find } } },
    });
    const person = await down.as("ines");
    isDown = true;
    const call = await person.send("GET", "/api/session");
    expect(call.status).toBe(503);
    expect(call.headers.get("retry-after")).toBe("5");
    expect(call.headers.getSetCookie()).toEqual([]);
    expect(await call.json()).toMatchObject({ code: "storage_unavailable" });
    const page = await person.get("/");
    expect([page.status, page.headers.get("location"), page.headers.getSetCookie()]).toEqual([503, null, []]);
    isDown = false;
    expect((await person.send("GET", "/api/session")).status).toBe(200);
  });
});
