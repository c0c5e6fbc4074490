import { describe, expect, test } from "vitest";
import { OpenWaits } from "./open-waits.ts";

const forever = async (signal: AbortSignal): Promise<string> => {
  const { promise, reject } = Promise.withResolvers<string>();
  signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return promise;
};

const never = new AbortController().signal;

describe("calls that wait for news", () => {
  test("bring what they wait for, and fail as they fail", async () => {
    const waits = new OpenWaits();
    expect(await waits.during(never, async () => "news")).toBe("news");
    await expect(
      waits.during(never, async () => {
        throw new Error("broken");
      }),
    ).rejects.toThrow("broken");
  });

  test("are ended without an error before the process ends, also those that begin then", async () => {
    const waits = new OpenWaits(() => 0.5);
    const open = [waits.during(never, forever), waits.during(never, forever)];
    waits.end(20);
    expect(await Promise.all(open)).toEqual([null, null]);
    expect(await waits.during(never, async () => "news")).toBeNull();
  });

  test("end with their caller, whose reason it stays", async () => {
    const waits = new OpenWaits();
    const caller = new AbortController();
    const open = waits.during(caller.signal, forever);
    caller.abort(new Error("gone"));
    await expect(open).rejects.toThrow("gone");
  });
});
