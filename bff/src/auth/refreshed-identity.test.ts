import { decodeJwt, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
let ahead = 0;
beforeEach(async () => {
  ahead = 0;
  portal = await buildTestPortal({ overrides: { now: () => new Date(Date.now() + ahead) } });
});
afterEach(async () => portal[Symbol.asyncDispose]());

/** Lets the token run out while the provider answers a refresh with another ID token. */
async function refreshWith(sign: (claims: JWTPayload) => Promise<string>): Promise<TestPerson> {
  const person = await portal.as("katharina");
  portal.identityProvider.intercept(async ({ path, requestBody, body, status }) => {
    if (!path.endsWith("/token") || !requestBody.includes("grant_type=refresh_token") || status !== 200) {
      return undefined;
    }
    const reply = JSON.parse(body) as { id_token: string };
    return { body: JSON.stringify({ ...reply, id_token: await sign(decodeJwt(reply.id_token)) }) };
  });
  ahead = 301_000;
  return person;
}

const status = async (person: TestPerson) => (await person.send("GET", "/api/session")).status;

describe("the ID token of a refresh", () => {
  it.each([
    ["issuer", { iss: "https://evil.example" }],
    ["client", { aud: "another-client" }],
    ["person", { sub: "somebody-else" }],
  ])("for another %s ends the session (S12)", async (_what, change) => {
    const person = await refreshWith(async (claims) =>
      portal.identityProvider.sign("PS256", {}, { ...claims, ...change }),
    );
    expect(await status(person)).toBe(401);
  });

  it("with a forged signature changes nobody's groups and hands out no token (S5)", async () => {
    const { privateKey } = await generateKeyPair("PS256");
    const person = await refreshWith(async (claims) =>
      new SignJWT({ ...claims, groups: ["forged"] })
        .setProtectedHeader({ alg: "PS256", kid: "forged" })
        .sign(privateKey),
    );
    expect(await status(person)).toBe(200);
    const rows = await portal.database.query("select groups::text as groups, version from sessions");
    expect(rows).toEqual([{ groups: expect.not.stringContaining("forged"), version: 1 }]);
  });
});

describe("a refresh without an ID token, as Keycloak answers once a session has exchanged a token,", () => {
  /** What the endpoint says in place of the truth, and how many times it was asked. */
  async function refreshWithout(userinfo: (truth: JWTPayload) => { status?: number; body: string }) {
    const person = await portal.as("katharina");
    const asked: string[] = [];
    portal.identityProvider.intercept(async ({ path, requestBody, body, status }) => {
      if (path.endsWith("/userinfo")) {
        asked.push(body);
        return userinfo(JSON.parse(body) as JWTPayload);
      }
      if (!path.endsWith("/token") || !requestBody.includes("grant_type=refresh_token") || status !== 200) {
        return undefined;
      }
      const { id_token: _, ...reply } = JSON.parse(body) as { id_token: string };
      return { body: JSON.stringify(reply) };
    });
    ahead = 301_000;
    return { person, asked };
  }
  const kept = async () =>
    portal.database.query("select groups::text as groups, is_administrator, username, version from sessions");
  const before = { is_administrator: true, username: "katharina", groups: expect.stringContaining("portal-admins") };

  it("takes the role away that the provider no longer knows (S60)", async () => {
    const { person, asked } = await refreshWithout((truth) => ({
      body: JSON.stringify({ ...truth, groups: ["managed-by-attribute-Fileshare"] }),
    }));
    expect(await kept()).toEqual([{ ...before, version: 1 }]);
    expect(await status(person)).toBe(200);
    expect((await person.send("GET", "/api/admin/draft")).status).toBe(403);
    expect(asked).toHaveLength(1);
    const groups = "{managed-by-attribute-Fileshare}";
    expect(await kept()).toEqual([{ is_administrator: false, username: "katharina", groups, version: 3 }]);
  });

  it("leaves the person as they were where the provider says the same", async () => {
    const { person } = await refreshWithout((truth) => ({ body: JSON.stringify(truth) }));
    expect(await status(person)).toBe(200);
    expect(await kept()).toEqual([{ ...before, version: 3 }]);
  });

  it("ends the session when userinfo speaks of somebody else (S12)", async () => {
    const { person } = await refreshWithout((truth) => ({ body: JSON.stringify({ ...truth, sub: "somebody-else" }) }));
    expect(await status(person)).toBe(401);
  });

  it("keeps no role on trust when userinfo is refused, and keeps the groups", async () => {
    const { person } = await refreshWithout(() => ({ status: 403, body: "{}" }));
    expect(await status(person)).toBe(200);
    expect(await kept()).toEqual([{ ...before, is_administrator: false, version: 3 }]);
  });

  it("changes nothing while userinfo is out of reach", async () => {
    const { person } = await refreshWithout(() => ({ status: 503, body: "{}" }));
    expect(await status(person)).toBe(200);
    expect(await kept()).toEqual([{ ...before, version: 3 }]);
  });

  it("changes nothing while the provider has no time for the question", async () => {
    const { person } = await refreshWithout(() => ({ status: 429, body: "{}" }));
    expect(await status(person)).toBe(200);
    expect(await kept()).toEqual([{ ...before, version: 3 }]);
  });
});
