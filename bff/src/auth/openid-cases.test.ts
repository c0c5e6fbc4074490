import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logoutTokens } from "../../test/logout-tokens.ts";
import { openidActs } from "../../test/openid-acts.ts";
import { openidCases, openidTable, tableOf } from "../../test/openid-cases.ts";
import { type OpenidStage, openidStage } from "../../test/openid-stage.ts";

const { modules, notApplicable } = openidCases;
const profile = /^fapi2-security-profile-final-client-(?:test-)?/u;
const actOf = (module: string) => openidActs[module.replace(profile, "")];

describe("the list of the OpenID Foundation's cases", () => {
  it("has the 34 modules for relying parties and every one of FAPI 2.0 that applies, each with an act of its own", () => {
    const inPlan = Object.groupBy(modules, ({ plan }) => plan);
    expect(Object.entries(inPlan).map(([plan, rows]) => [plan, rows?.length])).toEqual([
      ["Basic RP", 14],
      ["Config RP", 6],
      ["Back-channel logout RP", 8],
      ["RP-initiated logout", 3],
      ["Refresh token RP", 3],
      ["FAPI 2.0 client", 21],
    ]);
    expect(new Set(modules.map(({ module }) => module.replace(profile, "")))).toEqual(new Set(Object.keys(openidActs)));
    expect(notApplicable.filter(({ module }) => actOf(module) !== undefined)).toEqual([]);
  });

  it("is the table that people read", async () => {
    await expect(tableOf(openidCases)).toMatchFileSnapshot(openidTable);
  });

  it("has the 22 logout tokens, each with an act of its own (S25)", () => {
    expect(openidCases.logoutTokens.map(({ name }) => name)).toEqual(Object.keys(logoutTokens));
    expect(openidCases.logoutTokens).toHaveLength(22);
  });
});

describe("a provider that lies as the OpenID Foundation's suite does", () => {
  let stage: OpenidStage;
  beforeAll(async () => {
    stage = await openidStage();
  });
  afterAll(async () => stage[Symbol.asyncDispose]());

  it.each(modules.map((each) => [`${each.plan}: ${each.module}`, each] as const))(
    "%s is answered as the list says",
    async (_name, { module, expected, portal }) => {
      const seen = await actOf(module)?.(stage);
      expect(seen).toBe(portal);
      const isAccepted = /signed in|200, the session is ended|goes on, 1 refresh|no warning/u.test(seen ?? "");
      expect(expected).toContain(isAccepted ? "accept" : "refuse");
    },
  );
});
