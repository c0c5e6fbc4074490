import { describe, expect, it } from "vitest";
import { PressureGauge } from "./pressure-gauge.ts";

function aProcess() {
  const state = { at: 0, memoryShare: 0.3 };
  const gauge = new PressureGauge({ clock: () => state.at, memoryShare: () => state.memoryShare });
  return {
    state,
    gauge,
    /** Looks that come so many milliseconds after the one before. */
    looks(...gaps: readonly number[]) {
      for (const gap of gaps) {
        state.at += gap;
        gauge.look();
      }
      return gauge.shortage();
    },
  };
}

describe("the gauge of a process", () => {
  it("finds nothing short in one that is busy but keeps up", () => {
    expect(aProcess().looks(100, 180, 140, 900, 110)).toBeNull();
  });

  it("finds time short while rounds come late, and for a moment after", () => {
    const busy = aProcess();
    expect(busy.looks(100, 2400)).toBe("time");
    expect(busy.looks(100)).toBe("time");
    expect(busy.looks(100, 100)).toBeNull();
  });

  it("judges a process that stood still for twenty seconds by what comes next (F33)", () => {
    const paused = aProcess();
    expect(paused.looks(100, 20_000)).toBe("time");
    expect(paused.looks(100, 100, 100)).toBeNull();
  });

  it("finds memory short where it is nearly full, and no longer when it was given back", () => {
    const full = aProcess();
    const at = (memoryShare: number) => {
      full.state.memoryShare = memoryShare;
      return full.looks(100, 100, 100, 100, 100);
    };
    expect([at(0.84), at(0.85), at(0.82), at(0.5), at(0.84)]).toEqual([null, "memory", "memory", null, null]);
  });

  it("reads figures of this very process that are shares", () => {
    const own = new PressureGauge();
    for (let look = 0; look < 5; look += 1) own.look();
    expect(own.shortage()).toBeNull();
  });
});
