import { describe, expect, test } from "vitest";
import { startOpenProjectStage } from "../../../test/openproject-stage.ts";
import { openprojectRefusal } from "./refusal.ts";

describe("OpenProject's refusals", () => {
  test("say that a person must sign in there once", async () => {
    await using stage = await startOpenProjectStage();
    stage.setClaims({ subject: "somebody-new" });
    await expect(stage.notifications.list?.(stage.call)).rejects.toMatchObject({
      reason: "not_found",
      code: "needs_first_login",
    });
    // Another token would say the same.
    expect(stage.tokens).toEqual(["first"]);
  });

  test("say that an account is locked", async () => {
    await using stage = await startOpenProjectStage();
    stage.me.isLocked = true;
    await expect(stage.work.mine(stage.call, 10)).rejects.toMatchObject({
      reason: "forbidden",
      code: "account_locked",
    });
    expect(stage.tokens).toEqual(["first"]);
  });

  test.each([
    ["an expired token", { seconds: -60 }],
    ["a token for another tool", { audience: "opendesk-nextcloud" }],
    ["a token without the scope of the API", { scope: "email profile" }],
  ])("of %s lead to one other token, and no more", async (_name, claims) => {
    await using stage = await startOpenProjectStage();
    stage.setClaims(claims);
    await expect(stage.work.mine(stage.call, 10)).rejects.toMatchObject({ reason: "sign_in_required" });
    expect(stage.tokens).toEqual(["first", "again"]);
  });

  test("keep the tool's own short word, and nothing else of the body", () => {
    const nothing = { authenticate: null, maintenance: null };
    const body = {
      _type: "Error",
      errorIdentifier: "urn:openproject-org:api:v3:errors:InvalidQuery",
      message: "geheim",
    };
    expect(openprojectRefusal(400, body, nothing)).toEqual({ code: "InvalidQuery" });
    expect(openprojectRefusal(502, null, nothing)).toBeNull();
    expect(openprojectRefusal(401, null, nothing)).toEqual({ code: "Unauthenticated" });
  });

  test("do not come to a probe of a well tool, which keeps its release from those who are no administrators", async () => {
    await using stage = await startOpenProjectStage();
    expect(await stage.probe()).toEqual({ version: null });
  });
});
