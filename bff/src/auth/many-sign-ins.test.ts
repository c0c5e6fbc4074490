import { randomUUID } from "node:crypto";
import { portalClientId } from "@pforte/e2e/world/clients";
import type { JWTPayload } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LeanProvider, startLeanProvider } from "../../test/lean-provider.ts";
import { encode } from "../../test/lying-provider.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
let provider: LeanProvider;
beforeAll(async () => {
  portal = await buildTestPortal();
  provider = await startLeanProvider();
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await portal[Symbol.asyncDispose]();
});

/** A token by a key that nobody published, each time of another name; a signature is not worth its computing. */
const byUnknownKey = (claims: JWTPayload) =>
  `${encode({ alg: "ES256", kid: randomUUID() })}.${encode(claims)}.${Buffer.alloc(64, 7).toString("base64url")}`;

/** The bits of a value in base64url. */
const bitsOf = (value: string) => [...Buffer.from(value, "base64url")].flatMap((byte) => bitsOfByte(byte));
const bitsOfByte = (byte: number) => Array.from({ length: 8 }, (_each, at) => (byte >> at) & 1);

describe("many sign-ins", { timeout: 60_000 }, () => {
  it("and logouts by 1,000 tokens of as many unknown keys cost the provider two looks at its keys, and one more a minute later (S5)", async () => {
    // The portal's clock stands still, so that all of it lies within one minute there, however slow the machine is.
    let now = new Date();
    const auth = provider.authOf(portal, () => now);
    const honest = async () =>
      provider.signIn(auth, async (claims, sign) => sign({ ...claims, iat: Math.floor(now.getTime() / 1000) }));
    expect(await honest()).toBe("signed in");
    const before = provider.keyReads();
    const outcomes = new Map<string, number>();
    const logout = { iss: provider.issuer, aud: portalClientId };
    for (let round = 0; round < 50; round += 1) {
      const signIns = Array.from({ length: 2 }, async () => provider.signIn(auth, byUnknownKey));
      const logouts = Array.from({ length: 18 }, async () => (await auth.backChannelLogout(byUnknownKey(logout))).kind);
      for (const one of await Promise.all([...signIns, ...logouts])) outcomes.set(one, (outcomes.get(one) ?? 0) + 1);
    }
    expect(Object.fromEntries(outcomes)).toEqual({ sign_in_invalid: 100, refused: 900 });
    expect(provider.keyReads() - before).toBeLessThanOrEqual(2);
    expect(await honest()).toBe("signed in");
    now = new Date(now.getTime() + 61_000);
    expect(await provider.signIn(auth, byUnknownKey)).toBe("sign_in_invalid");
    expect(provider.keyReads() - before).toBeLessThanOrEqual(3);
    await auth.close();
  });

  it("share no state, nonce, challenge or secret, each with 128 bits that look like chance (S3)", async () => {
    const auth = provider.authOf(portal, () => new Date());
    const many = 400;
    const values = new Map<string, string[]>();
    for (let round = 0; round < many; round += 1) {
      const begun = await auth.login.begin({ returnTo: "/", prompt: null, uiLocales: null, isStepUp: false });
      const { searchParams: asked } = new URL(begun.kind === "redirect" ? begun.location : "");
      const state = asked.get("state")?.split(".")[1] ?? "";
      const drawn = {
        state,
        nonce: asked.get("nonce") ?? "",
        challenge: asked.get("code_challenge") ?? "",
        secret: begun.kind === "redirect" ? begun.secret : "",
      };
      for (const [name, value] of Object.entries(drawn)) values.set(name, [...(values.get(name) ?? []), value]);
    }
    await auth.close();
    for (const [name, drawn] of values) {
      expect([name, new Set(drawn).size]).toEqual([name, many]);
      const rows = drawn.map((value) => bitsOf(value));
      expect(Math.min(...rows.map((row) => row.length))).toBeGreaterThanOrEqual(128);
      // Each of the first 128 bits is one about as often as not: 400 throws lie within 200 ± 60 but once in 10^9.
      const ones = Array.from({ length: 128 }, (_each, at) => rows.filter((row) => row[at] === 1).length);
      expect([name, ones.filter((count) => Math.abs(count - many / 2) > 60)]).toEqual([name, []]);
    }
  });
});

describe("an ID token, by the portal's own clock,", () => {
  const at = new Date();
  const second = Math.floor(at.getTime() / 1000);

  it.each([
    [-660, "sign_in_invalid"],
    [-601, "sign_in_invalid"],
    [-599, "signed in"],
    [-55, "signed in"],
    [55, "signed in"],
    [59, "signed in"],
    [61, "sign_in_invalid"],
  ])("issued %i seconds from now is %s (S6)", async (seconds, outcome) => {
    // The portal's clock stands still; the provider's shows the given difference.
    const auth = provider.authOf(portal, () => new Date(second * 1000));
    const exp = Math.floor(Date.now() / 1000) + 300;
    const issued = async (claims: JWTPayload, sign: (claims: JWTPayload) => Promise<string>) =>
      sign({ ...claims, iat: second + seconds, exp });
    expect(await provider.signIn(auth, issued)).toBe(outcome);
    await auth.close();
  });

  it("has what it says of when and how a person signed in kept for step-up (S6)", async () => {
    const auth = provider.authOf(portal, () => new Date());
    await portal.database.query("delete from sessions");
    const proof = { auth_time: second - 120, acr: "gold" };
    expect(await provider.signIn(auth, async (claims, sign) => sign({ ...claims, ...proof }))).toBe("signed in");
    const rows = await portal.database.query("select auth_time, acr from sessions");
    expect(rows).toEqual([{ auth_time: new Date((second - 120) * 1000), acr: "gold" }]);
    await auth.close();
  });
});
