import { errorCodeSchema } from "@pforte/shared/errors/error-code";
import { expect, test } from "vitest";
import { ApiError, type ClientErrorCode } from "./api-error.ts";
import { retryDelay, shouldRetry } from "./retry.ts";

function error(code: ClientErrorCode, retryAfterSeconds?: number): ApiError {
  return new ApiError(500, {
    code,
    message: "",
    requestId: null,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

test("tries again, twice, only what may pass by itself", () => {
  const codes: readonly ClientErrorCode[] = [...errorCodeSchema.options, "portal_unreachable"];
  expect(codes.filter((code) => shouldRetry(0, error(code)))).toEqual([
    "overloaded",
    "rate_limited",
    "source_unavailable",
    "storage_unavailable",
    "timeout",
    "portal_unreachable",
  ]);
  expect([0, 1, 2].map((failures) => shouldRetry(failures, error("timeout")))).toEqual([true, true, false]);
});

test("does not try again what is a bug of the page, what it does not know, or what asks for a long wait", () => {
  expect(shouldRetry(0, new TypeError("bug"))).toBe(false);
  // A newer server may send a code that this page has not learnt.
  expect(shouldRetry(0, error("toString" as ClientErrorCode))).toBe(false);
  expect(shouldRetry(0, error("rate_limited", 31))).toBe(false);
  expect(shouldRetry(0, error("rate_limited", 30))).toBe(true);
});

test("waits longer each time, spread, and never shorter than the server asks", () => {
  expect(retryDelay(0, error("timeout"), () => 0)).toBe(500);
  expect(retryDelay(0, error("timeout"), () => 1)).toBe(1000);
  expect(retryDelay(2, error("timeout"), () => 0)).toBe(2000);
  expect(retryDelay(9, error("timeout"), () => 1)).toBe(30_000);
  expect(retryDelay(0, error("rate_limited", 5), () => 0)).toBe(5500);
});
