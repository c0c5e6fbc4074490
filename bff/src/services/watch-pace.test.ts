import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { Nap, problemOf, WatchPace, watchTimes } from "./watch-pace.ts";

const never = new AbortController().signal;
const paceWith = (random: number) => new WatchPace(watchTimes, () => random);
const failed = (reason: ConstructorParameters<typeof UpstreamError>[0], facts = {}) =>
  new UpstreamError(reason, "no", facts);

describe("after failures", () => {
  test("a source is asked again soon, then later, and while somebody looks never later than twelve seconds", () => {
    const pace = paceWith(0);
    const waits = [1, 2, 3, 4, 5, 9].map((failures) => pace.afterFailure(failures, failed("unavailable")));
    expect(waits).toEqual([1000, 2000, 4000, 8000, 12_000, 12_000]);
    pace.isHidden = true;
    expect(pace.afterFailure(9, failed("unavailable"))).toBe(120_000);
  });

  test("the tool is obeyed when it asks for more time, also with all the jitter there is", () => {
    const wait = paceWith(1).afterFailure(1, failed("rate_limited", { retryAfterSeconds: 60 }));
    expect(wait * 0.9).toBeGreaterThanOrEqual(59_999);
  });

  test("a missing right is looked for rarely, and a sign-in at the tool often", () => {
    const pace = paceWith(0);
    expect(pace.afterFailure(1, failed("forbidden", { code: "not_entitled" }))).toBe(60_000);
    expect(pace.afterFailure(1, failed("not_found", { code: "needs_first_login" }))).toBe(60_000);
    expect(pace.afterFailure(7, failed("sign_in_required", { code: "needs_sign_in" }))).toBe(5000);
  });

  test("being away is one problem, however it shows", () => {
    expect(problemOf(failed("timeout"))).toBe(problemOf(failed("unavailable", { code: "suspended" })));
    expect(problemOf(failed("forbidden"))).not.toBe(problemOf(failed("bad_response")));
  });
});

describe("a pause", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function endOf(sleep: Promise<void>, milliseconds: number): Promise<boolean> {
    let hasEnded = false;
    void sleep.then(() => (hasEnded = true));
    await vi.advanceTimersByTimeAsync(milliseconds);
    return hasEnded;
  }

  test("is shortened at random by up to a tenth, never lengthened", async () => {
    expect(await endOf(paceWith(0).sleep(1000, never), 999)).toBe(false);
    expect(await endOf(paceWith(1).sleep(1000, never), 900)).toBe(true);
  });

  test("ends when the person comes back, when the loop has news of its own, and when the watch stops", async () => {
    const pace = paceWith(0);
    const sleep = pace.sleep(1000, never);
    pace.poke();
    expect(await endOf(sleep, 0)).toBe(true);
    const nap = new Nap();
    const other = pace.sleep(1000, never, nap);
    nap.disturb();
    expect(await endOf(other, 0)).toBe(true);
    const stop = new AbortController();
    const last = pace.sleep(1000, stop.signal);
    stop.abort();
    expect(await endOf(last, 0)).toBe(true);
    expect(await endOf(pace.sleep(1000, stop.signal), 0)).toBe(true);
  });

  test("is none when the news came while the loop was awake, unless it was looked at by then", async () => {
    const nap = new Nap();
    nap.disturb();
    expect(await endOf(paceWith(0).sleep(1000, never, nap), 0)).toBe(true);
    nap.disturb();
    nap.heed();
    expect(await endOf(paceWith(0).sleep(1000, never, nap), 500)).toBe(false);
  });
});
