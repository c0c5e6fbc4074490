import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { spreadRefresh } from "./spread-refresh.ts";

class Page extends EventTarget {
  visibilityState: DocumentVisibilityState = "visible";

  look(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("what has changed for everybody", () => {
  test("is read by a thousand pages within 1.2 s, and in no tenth of it by more than a fifth of them", () => {
    const reads: number[] = [];
    for (let page = 0; page < 1000; page += 1) {
      spreadRefresh(() => reads.push(Date.now()), { looked: new Page() }).ask();
    }
    const start = Date.now();
    vi.advanceTimersByTime(1200);
    expect(reads).toHaveLength(1000);
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const from = start + tenth * 120;
      expect(reads.filter((at) => at >= from && at < from + 120).length).toBeLessThan(200);
    }
  });

  test("is read once for all that comes meanwhile, and never later for it", () => {
    const refresh = vi.fn<() => void>();
    const spread = spreadRefresh(refresh, { looked: new Page(), random: () => 0.5 });
    spread.ask();
    vi.advanceTimersByTime(500);
    spread.ask();
    spread.ask();
    expect(refresh).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(refresh).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(5000);
    expect(refresh).toHaveBeenCalledTimes(1);
    spread.ask();
    vi.advanceTimersByTime(600);
    expect(refresh).toHaveBeenCalledTimes(2);
  });

  test("costs a hidden page nothing until it is looked at again, and then at once", () => {
    const page = new Page();
    const refresh = vi.fn<() => void>();
    const spread = spreadRefresh(refresh, { looked: page, random: () => 0.5 });
    page.look("hidden");
    spread.ask();
    spread.ask();
    vi.advanceTimersByTime(60_000);
    expect(refresh).not.toHaveBeenCalled();
    page.look("visible");
    expect(refresh).toHaveBeenCalledTimes(1);
    page.look("hidden");
    page.look("visible");
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  test("is not read by a page that is gone", () => {
    const page = new Page();
    const refresh = vi.fn<() => void>();
    const spread = spreadRefresh(refresh, { looked: page });
    spread.ask();
    spread.stop();
    vi.advanceTimersByTime(5000);
    page.look("visible");
    expect(refresh).not.toHaveBeenCalled();
  });
});
