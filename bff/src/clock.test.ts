import { describe, expect, it } from "vitest";
import { SharedClock } from "./clock.ts";

const hour = 3_600_000;
const noon = Date.parse("2026-03-02T12:00:00Z");

/** A host whose hands are turned by the test, and a database whose clock is right. */
function aHost() {
  const passed = { monotonic: 500, wallOff: 0 };
  return {
    passed,
    hands: { monotonic: () => passed.monotonic, wall: () => noon + passed.monotonic + passed.wallOff },
    database: { time: async () => new Date(noon + passed.monotonic) },
    right: () => new Date(noon + passed.monotonic),
  };
}

describe("the shared clock", () => {
  it("does not follow its host's clock when that is set while it runs (F30)", () => {
    const host = aHost();
    const clock = new SharedClock(host.hands);
    for (const wallOff of [hour, -hour, 90_000]) {
      host.passed.wallOff = wallOff;
      host.passed.monotonic += 1000;
      expect(clock.now()).toEqual(host.right());
      expect(clock.skewSeconds()).toBe(-wallOff / 1000);
    }
  });

  it("is the database's on a host that was wrong from the beginning (F30)", async () => {
    const host = aHost();
    host.passed.wallOff = -hour;
    const clock = new SharedClock(host.hands);
    expect(await clock.adopt(host.database)).toBe(hour);
    expect(clock.now()).toEqual(host.right());
    expect(clock.skewSeconds()).toBe(3600);
    expect(await clock.adopt(host.database)).toBe(0);
  });

  it("takes the way to the database for no difference, and a slow answer for none either", async () => {
    const host = aHost();
    const clock = new SharedClock(host.hands);
    const slowly = async () => {
      const told = host.right();
      host.passed.monotonic += 4000;
      return told;
    };
    expect(await clock.adopt({ time: slowly })).toBe(0);
    expect(clock.now()).toEqual(host.right());
  });

  it("keeps its time while the database does not answer", async () => {
    const host = aHost();
    const clock = new SharedClock(host.hands);
    await expect(clock.adopt({ time: async () => Promise.reject(new Error("away")) })).rejects.toThrow("away");
    host.passed.wallOff = hour;
    expect(clock.now()).toEqual(host.right());
  });
});
