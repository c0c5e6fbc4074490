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
