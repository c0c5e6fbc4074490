import { describe, expect, test } from "vitest";
import { UpstreamError, type UpstreamErrorFacts, type UpstreamReason } from "#connectors/kit/upstream-error.ts";
import { noToken } from "#services/tool-token-refusals.ts";
import { matrixFailure } from "./matrix-failure.ts";

const of = (reason: UpstreamReason, facts: UpstreamErrorFacts = {}) => {
  const { status, body } = matrixFailure(new UpstreamError(reason, "not to be seen", facts));
  return `${status} ${body.errcode}`;
};

describe("a failure in the words of the Matrix API", () => {
  test.each<[UpstreamReason, UpstreamErrorFacts, string]>([
    ["forbidden", { status: 403, code: "M_FORBIDDEN" }, "403 M_FORBIDDEN"],
    ["forbidden", { status: 403, code: "M_CONSENT_NOT_GIVEN" }, "403 M_CONSENT_NOT_GIVEN"],
    ["not_found", { status: 404, code: "M_UNRECOGNIZED" }, "404 M_UNRECOGNIZED"],
    ["bad_response", { status: 400, code: "M_INVALID_PARAM" }, "400 M_INVALID_PARAM"],
    ["conflict", { status: 413, code: "M_TOO_LARGE" }, "413 M_TOO_LARGE"],
    ["unavailable", { status: 500, code: "M_UNKNOWN" }, "500 M_UNKNOWN"],
    ["unavailable", { status: 504, code: "M_UNKNOWN" }, "504 M_UNKNOWN"],
  ])("is the homeserver's own where it says one: %s %j", (reason, facts, said) => {
    expect(of(reason, facts)).toBe(said);
  });

  test.each<[UpstreamReason, UpstreamErrorFacts, string]>([
    ["conflict", { status: 413 }, "413 M_TOO_LARGE"],
    ["forbidden", { status: 403 }, "403 M_FORBIDDEN"],
    ["not_found", { status: 404, code: "teapot" }, "404 M_NOT_FOUND"],
    ["conflict", { status: 409 }, "409 M_UNKNOWN"],
    ["unavailable", { status: 502 }, "503 ORG.PFORTE.UNAVAILABLE"],
    ["unavailable", { code: "ECONNREFUSED" }, "503 ORG.PFORTE.UNAVAILABLE"],
    ["timeout", {}, "503 ORG.PFORTE.UNAVAILABLE"],
    ["unavailable", { status: 999, code: "M_UNKNOWN" }, "503 ORG.PFORTE.UNAVAILABLE"],
    ["bad_response", { status: 302, code: "M_UNKNOWN" }, "503 ORG.PFORTE.UNAVAILABLE"],
    ["bad_response", { status: 200 }, "503 ORG.PFORTE.UNAVAILABLE"],
  ])("is the nearest where it says none: %s %j", (reason, facts, said) => {
    expect(of(reason, facts)).toBe(said);
  });

  test("never says that a token is unknown, nor 401", () => {
    for (const code of [
      "M_UNKNOWN_TOKEN",
      "M_UNKNOWN_TOKEN:soft",
      "M_MISSING_TOKEN",
      "M_USER_LOCKED",
      "needs_sign_in",
    ]) {
      expect(of("sign_in_required", { status: 401, code })).toBe("403 ORG.PFORTE.SIGN_IN_REQUIRED");
    }
  });

  test("says who has no access, and what is not written", () => {
    for (const error of [noToken.notEntitled(), noToken.needsFirstLogin(), noToken.otherPerson()]) {
      expect(matrixFailure(error)).toMatchObject({ status: 403, body: { errcode: "ORG.PFORTE.NOT_ENTITLED" } });
    }
    expect(of("forbidden", { code: "room_encrypted" })).toBe("403 ORG.PFORTE.ROOM_ENCRYPTED");
  });

  test("says when to go on, in milliseconds", () => {
    const limited = new UpstreamError("rate_limited", "x", { status: 429, retryAfterSeconds: 2.5 });
    expect(matrixFailure(limited)).toEqual({
      status: 429,
      body: { errcode: "M_LIMIT_EXCEEDED", error: "The homeserver refused the call.", retry_after_ms: 2500 },
    });
  });
});
