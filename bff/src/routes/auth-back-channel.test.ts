import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { portalClientId } from "@pforte/e2e/world/clients";
import { ines, tobias } from "@pforte/e2e/world/people";
import { generateKeyPair, type JWTPayload, SignJWT } from "jose";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { send } from "../../test/carry.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await buildTestPortal();
});
afterAll(async () => portal[Symbol.asyncDispose]());

const form = "application/x-www-form-urlencoded";
const post = async (body: string, contentType = form) =>
  send(`${portal.origin}/auth/backchannel-logout`, "POST", { "content-type": contentType }, body);
const deliver = async (token: string) => post(new URLSearchParams({ logout_token: token }).toString());
const isSignedIn = async (person: TestPerson) => (await person.send("GET", "/api/session")).status === 200;
const event = "http://schemas.openid.net/event/backchannel-logout";
const now = () => Math.floor(Date.now() / 1000);

function claims(changes: Readonly<Record<string, unknown>> = {}): JWTPayload {
  const right = {
    iss: portal.identityProvider.issuer,
    aud: portalClientId,
    sub: ines.sub,
    sid: portal.identityProvider.sessionIds(ines.sub).at(-1),
    iat: now(),
    exp: now() + 120,
    jti: randomUUID(),
    events: { [event]: {} },
  };
  return Object.fromEntries(Object.entries({ ...right, ...changes }).filter(([, value]) => value !== undefined));
}

const sign = async (payload: JWTPayload, typ = "logout+jwt", algorithm: "PS256" | "RS256" = "PS256") =>
  portal.identityProvider.sign(algorithm, { typ }, payload);
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

const refused: readonly (readonly [string, () => Promise<string> | string])[] = [
  ["alg none", () => `${encode({ alg: "none", typ: "logout+jwt" })}.${encode(claims())}.`],
  ["no event", async () => sign(claims({ events: undefined }))],
  ["another event", async () => sign(claims({ events: { "http://example.org/event": {} } }))],
  ["an event that is no object", async () => sign(claims({ events: { [event]: true } }))],
  ["a nonce", async () => sign(claims({ nonce: "x" }))],
  ["an algorithm that is not accepted", async () => sign(claims(), "logout+jwt", "RS256")],
  ["another audience", async () => sign(claims({ aud: "another" }))],
  ["another issuer", async () => sign(claims({ iss: "https://evil.example" }))],
  [
    "a foreign key",
    async () => {
      const { privateKey } = await generateKeyPair("PS256");
      return new SignJWT(claims()).setProtectedHeader({ alg: "PS256", typ: "logout+jwt" }).sign(privateKey);
    },
  ],
  ["the type of a plain token", async () => sign(claims(), "JWT")],
  ["the type of an access token", async () => sign(claims(), "at+jwt")],
  ["neither sub nor sid", async () => sign(claims({ sub: undefined, sid: undefined }))],
  ["no jti", async () => sign(claims({ jti: undefined }))],
  ["no iat", async () => sign(claims({ iat: undefined }))],
  ["no exp", async () => sign(claims({ exp: undefined }))],
  ["an end in the past", async () => sign(claims({ iat: now() - 290, exp: now() - 100 }))],
  ["a time in the future", async () => sign(claims({ iat: now() + 300, exp: now() + 400 }))],
  ["a life of an hour", async () => sign(claims({ exp: now() + 3600 }))],
  ["garbage", () => "not.a.token"],
  ["nothing in it", () => ""],
  ["far too much in it", () => "a".repeat(20_000)],
];

describe("back-channel logout", () => {
  it("ends the session of that sid, and says so without letting anybody keep the answer (S25)", async () => {
    const person = await portal.as("ines");
    const other = await portal.as("ines");
    const [first] = portal.identityProvider.sessionIds(ines.sub);
    const response = await deliver(await sign(claims({ sid: first })));
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect([await isSignedIn(person), await isSignedIn(other)]).toEqual([false, true]);
  });

  it("ends every session of a person when it names no session (S25)", async () => {
    const people = [await portal.as("ines"), await portal.as("ines"), await portal.as("tobias")];
    expect((await deliver(await sign(claims({ sid: undefined })))).status).toBe(200);
    expect(await Promise.all(people.map(isSignedIn))).toEqual([false, false, true]);
  });

  it("is what the provider itself sends when an administrator ends a person's sessions (S25)", async () => {
    const person = await portal.as("tobias");
    const deliveries = await portal.identityProvider.endPersonSessions(tobias.sub);
    expect(new Set(deliveries.map((delivery) => delivery.status))).toEqual(new Set([200]));
    expect(await isSignedIn(person)).toBe(false);
  });

  it.each(refused)("with %s is 400 as JSON and ends nothing (S25)", async (_name, token) => {
    const person = await portal.as("ines");
    const response = await deliver(await token());
    expect([400, 413]).toContain(response.status);
    expect(response.headers.get("content-type")).toContain("application/json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await isSignedIn(person)).toBe(true);
  });

  it("with the sid of one person and the sub of another ends nothing of either (S25)", async () => {
    const [one, two] = [await portal.as("ines"), await portal.as("tobias")];
    const token = await sign(claims({ sub: tobias.sub }));
    expect((await deliver(token)).status).toBe(200);
    expect([await isSignedIn(one), await isSignedIn(two)]).toEqual([true, true]);
  });

  it("counts each token once: a replay is refused, and a session that nobody knows is no error (S25)", async () => {
    const token = await sign(claims({ sid: "unknown", sub: undefined }));
    expect((await deliver(token)).status).toBe(200);
    expect((await deliver(token)).status).toBe(400);
  });

  it("takes forms only, one token each (S25, S31)", async () => {
    expect((await post(JSON.stringify({ logout_token: "x" }), "application/json")).status).toBe(415);
    expect((await post("logout_token=a&logout_token=b")).status).toBe(400);
    expect((await post("")).status).toBe(400);
  });
});

it("an address that keeps sending bad tokens has to wait, and good ones are still heard (S25)", async () => {
  await using busy = await buildTestPortal();
  const bad = async () =>
    send(`${busy.origin}/auth/backchannel-logout`, "POST", { "content-type": form }, "logout_token=bad");
  const seen = new Set<number>();
  for (let round = 0; round < 62; round += 1) {
    seen.add((await bad()).status);
  }
  expect(seen).toEqual(new Set([400, 429]));
  const person = await busy.as("tobias");
  const deliveries = await busy.identityProvider.endPersonSessions(tobias.sub);
  expect(deliveries.map((delivery) => delivery.status)).toContain(200);
  expect(await isSignedIn(person)).toBe(false);
  expect((await bad()).status).toBe(429);
});

it("hundreds at once are all heard, also by a database that is slow for a moment: each comes only once (S25)", async () => {
  await using slow = await buildTestPortal();
  const { identityProvider: provider, database } = slow;
  const tokens = await Promise.all(
    Array.from({ length: 300 }, async (_, at) =>
      provider.logoutToken(portalClientId, { sub: ines.sub, sid: `s${at}` }),
    ),
  );
  const blocker = new pg.Client({ connectionString: database.url });
  await blocker.connect();
  try {
    await blocker.query("begin; lock table sessions in access exclusive mode");
    const answers = Promise.all(
      tokens.map(async (token) =>
        send(
          `${slow.origin}/auth/backchannel-logout`,
          "POST",
          { "content-type": form },
          new URLSearchParams({ logout_token: token }).toString(),
        ),
      ),
    );
    // Longer than anybody waits for a connection, shorter than a statement may take.
    await sleep(1500);
    await blocker.query("rollback");
    expect(new Set((await answers).map(({ status }) => status))).toEqual(new Set([200]));
  } finally {
    await blocker.end();
  }
});
