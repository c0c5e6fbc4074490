import { CookieJar, signInByForm } from "@pforte/e2e/world/sign-in-driver";
import { administratorGroup } from "@pforte/e2e/world/people";
import { changeDraft, readDraft } from "@pforte/shared/contract/admin-draft";
import { endSessions } from "@pforte/shared/contract/admin-people";
import { readSession } from "@pforte/shared/contract/session";
import { failureSchema } from "@pforte/shared/errors/failure";
import { decodeJwt, type JWTPayload } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { carry } from "../../test/carry.ts";
import { person, type TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
let strict: TestPortal;
let ahead = 0;
let stop: () => void = () => undefined;
beforeAll(async () => {
  const overrides = { now: () => new Date(Date.now() + ahead) };
  const stepUp = { maxAgeSeconds: 900, acr: "gold" };
  [portal, strict] = await Promise.all([
    buildTestPortal({ overrides }),
    buildTestPortal({ overrides, config: { stepUp } }),
  ]);
});
afterAll(async () => Promise.all([portal[Symbol.asyncDispose](), strict[Symbol.asyncDispose]()]));
afterEach(() => {
  ahead = 0;
  stop();
});

const hourAgo = () => Math.floor(Date.now() / 1000) - 3600;
const stepUpPath = "/auth/login?stepUp=1&returnTo=/admin/publish";

/** Has the provider say something else in its ID tokens, well signed, for one kind of grant. */
function answerWith(where: TestPortal, grant: string, change: (claims: JWTPayload) => JWTPayload): void {
  stop = where.identityProvider.intercept(async ({ path, requestBody, body, status }) => {
    if (!path.endsWith("/token") || !requestBody.includes(`grant_type=${grant}`) || status !== 200) return undefined;
    // The answer of a token endpoint that has just said 200.
    const reply = JSON.parse(body) as { id_token: string };
    const claims = change(decodeJwt(reply.id_token));
    return { body: JSON.stringify({ ...reply, id_token: await where.identityProvider.sign("PS256", {}, claims) }) };
  });
}

/** Somebody whose session at the provider is old: they came in silently. */
async function longSignedIn(username = "katharina"): Promise<TestPerson> {
  answerWith(portal, "authorization_code", (claims) => ({ ...claims, auth_time: hourAgo() }));
  const somebody = await portal.as(username);
  stop();
  return somebody;
}

/** An act that takes effect at once, on nobody. */
const act = async (somebody: TestPerson) => {
  const body = JSON.stringify({ issuer: "https://id.example.org", subject: "nobody" });
  const response = await somebody.send(endSessions.method, endSessions.path, { body });
  const answer: unknown = await response.json();
  return response.status === 200 ? 200 : [response.status, failureSchema.parse(answer).code];
};

const again = async (where: TestPortal, somebody: TestPerson, username = "katharina") =>
  signInByForm({ start: `${where.origin}${stepUpPath}`, username, jar: somebody.jar, carry });

describe("an act that takes effect at once", () => {
  it("asks for a sign-in of the last minutes; saving a draft does not (S61)", async () => {
    const katharina = await longSignedIn();
    expect(await act(katharina)).toEqual([401, "step_up"]);
    expect((await katharina.call(readDraft)).version).toBeGreaterThan(0);
    expect((await katharina.call(readSession)).person.username).toBe("katharina");
  });

  it("is done after signing in again, in a new session that takes the old one's place (S61, S11)", async () => {
    const katharina = await longSignedIn();
    const before = katharina.jar.get("portal");
    const { url, visited } = await again(portal, katharina);
    expect(`${url.pathname}`).toBe("/admin/publish");
    // The provider has a session and asks all the same.
    expect(visited.some((address) => address.includes("/sign-in/"))).toBe(true);
    expect(await act(katharina)).toBe(200);
    const old = person(portal.origin, new CookieJar());
    old.jar.take(new URL(portal.origin), [`portal=${before ?? ""}; Path=/`]);
    expect((await old.send("GET", "/api/session")).status).toBe(401);
  });

  it("asks again once a sign-in has become old, however often its tokens were refreshed (S61)", async () => {
    const katharina = await portal.as("katharina");
    expect(await act(katharina)).toBe(200);
    ahead = 301_000;
    expect(await act(katharina)).toBe(200);
    ahead = 15 * 60_000 + 5000;
    expect(await act(katharina)).toEqual([401, "step_up"]);
  });

  it("is of whoever signs in again: somebody else gets a session of their own and none of the rights (S12, S60)", async () => {
    const katharina = await longSignedIn();
    const cookie = katharina.jar.get("portal") ?? "";
    // Another person at the same browser, whose session at the provider has ended.
    const jar = new CookieJar();
    jar.take(new URL(portal.origin), [`portal=${cookie}; Path=/`]);
    await again(portal, person(portal.origin, jar), "ines");
    const ines = person(portal.origin, jar);
    expect((await ines.call(readSession)).person.username).toBe("ines");
    expect(await act(ines)).toEqual([403, "forbidden"]);
    expect((await katharina.send("GET", "/api/session")).status).toBe(401);
  });

  it.each([
    ["says nothing of when", ({ auth_time: _time, ...claims }: JWTPayload) => claims],
    ["says an old time", (claims: JWTPayload) => ({ ...claims, auth_time: hourAgo() })],
    ["says a time to come", (claims: JWTPayload) => ({ ...claims, auth_time: Math.floor(Date.now() / 1000) + 3600 })],
  ])("is not opened by a provider that %s; the session stays as it was (S61)", async (_what, change) => {
    const katharina = await longSignedIn();
    answerWith(portal, "authorization_code", change);
    const { response, body } = await again(portal, katharina);
    expect([response?.status, body.includes("sign_in_not_fresh")]).toEqual([403, true]);
    stop();
    expect(await act(katharina)).toEqual([401, "step_up"]);
    expect((await again(portal, katharina)).url.pathname).toBe("/admin/publish");
  });
});

describe("with a configured strength", () => {
  it("a young sign-in of another strength does not do; a step-up asks for the strength and gets it (S61)", async () => {
    const katharina = await strict.as("katharina");
    expect(await act(katharina)).toEqual([401, "step_up"]);
    const pushed: URLSearchParams[] = [];
    stop = strict.identityProvider.intercept(({ path, requestBody }) => {
      if (path.endsWith("/par/request")) pushed.push(new URLSearchParams(requestBody));
      return undefined;
    });
    await again(strict, katharina);
    expect(pushed.map((one) => [one.get("prompt"), one.get("max_age"), one.get("acr_values")])).toEqual([
      ["login", "900", "gold"],
    ]);
    expect(await act(katharina)).toBe(200);
  });

  it("a provider that answers with a weaker one opens nothing (S61)", async () => {
    const katharina = await strict.as("katharina");
    answerWith(strict, "authorization_code", (claims) => ({ ...claims, acr: "1" }));
    const { response, body } = await again(strict, katharina);
    expect([response?.status, body.includes("sign_in_not_fresh")]).toEqual([403, true]);
    expect(await act(katharina)).toEqual([401, "step_up"]);
  });
});

describe("an administrator who is one no longer", () => {
  it("is refused in the middle of an edit, at the next refresh, and nothing of it is kept (S60)", async () => {
    const katharina = await portal.as("katharina");
    const rename = async (name: string, version: number) => {
      const category = { key: "communication", name: { de: name } };
      const body = JSON.stringify({ operations: [{ op: "put-category", category }] });
      return katharina.send("PATCH", changeDraft.path, { body, headers: { "if-match": `"${version}"` } });
    };
    const first = await rename("Noch meins", (await katharina.call(readDraft)).version);
    expect(first.status).toBe(200);
    const { version } = changeDraft.reply.parse(await first.json());
    answerWith(portal, "refresh_token", (claims) => ({
      ...claims,
      groups: [claims["groups"]].flat().filter((group) => group !== administratorGroup),
    }));
    ahead = 301_000;
    expect((await rename("Nicht mehr meins", version)).status).toBe(403);
    expect((await katharina.send("GET", "/api/session")).status).toBe(200);
    stop();
    const { document, version: after } = await (await portal.as("katharina")).call(readDraft);
    expect([after, document.categories[0]?.name]).toEqual([version, { de: "Noch meins" }]);
  });
});
