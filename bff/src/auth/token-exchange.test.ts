import { UnsecuredJWT } from "jose";
import { describe, expect, test } from "vitest";
import { verifiedPrincipal } from "#storage/principal.ts";
import type { AccessTokenResult } from "./authentication.ts";
import { createTokenExchange } from "./token-exchange.ts";

const now = () => new Date("2026-03-02T09:00:00Z");
const own: AccessTokenResult = { kind: "token", token: "own-token", expiresAt: new Date("2026-03-02T09:05:00Z") };
const ines = verifiedPrincipal({
  owner: { issuer: "https://id.example.org", subject: "ines" },
  sessionHash: "hash",
  username: "ines",
  name: "Ines",
  groups: [],
  isAdministrator: false,
});

const tokenFor = (audience: string | string[] | null) =>
  new UnsecuredJWT(audience === null ? {} : { aud: audience }).setSubject("ines").encode();

function exchangeOf(token: string, options: { readonly access?: AccessTokenResult; readonly expiresIn?: number } = {}) {
  const asked: Readonly<Record<string, string>>[] = [];
  const exchange = createTokenExchange({
    accessToken: async () => options.access ?? own,
    grant: async (parameters) => {
      asked.push(parameters);
      return { access_token: token, expires_in: options.expiresIn };
    },
    now,
  });
  return { asked, exchange };
}

describe("the exchange of the portal's token", () => {
  test("asks for one audience with the person's own token, and knows when the new one ends", async () => {
    const { asked, exchange } = exchangeOf(tokenFor("matrix"), { expiresIn: 300 });
    const result = await exchange.exchangeToken(ines, "matrix", "portal-aud-matrix");
    expect(result).toEqual({ kind: "token", token: tokenFor("matrix"), expiresAt: new Date("2026-03-02T09:05:00Z") });
    expect(asked).toEqual([
      {
        subject_token: "own-token",
        subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
        requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
        audience: "matrix",
        scope: "portal-aud-matrix",
      },
    ]);
  });

  test("sends no scope where none is configured, and trusts a token of unknown life for a minute", async () => {
    const { asked, exchange } = exchangeOf(tokenFor(["matrix"]));
    const result = await exchange.exchangeToken(ines, "matrix", null);
    expect(asked[0]).not.toHaveProperty("scope");
    expect(result).toMatchObject({ kind: "token", expiresAt: new Date("2026-03-02T09:01:00Z") });
  });

  test.each([
    ["another audience", tokenFor("files")],
    ["one audience more", tokenFor(["matrix", "files"])],
    ["no audience", tokenFor(null)],
    ["no readable content", "opaque-token"],
  ])("takes no token of %s", async (_name, token) => {
    const { exchange } = exchangeOf(token);
    expect(await exchange.exchangeToken(ines, "matrix", null)).toEqual({ kind: "misconfigured" });
  });

  test("asks nothing without a token of its own, and says why", async () => {
    for (const access of [{ kind: "ended" }, { kind: "unavailable", since: now() }] as const) {
      const { asked, exchange } = exchangeOf(tokenFor("matrix"), { access });
      expect(await exchange.exchangeToken(ines, "matrix", null)).toEqual({ kind: access.kind });
      expect(asked).toEqual([]);
    }
  });
});
