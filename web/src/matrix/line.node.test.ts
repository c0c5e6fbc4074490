import { expect, test, vi } from "vitest";
import { createLine } from "./line.ts";

function aLine() {
  vi.useFakeTimers();
  let isOnline = true;
  const line = createLine({ now: () => Date.now(), isOnline: () => isOnline, random: () => 0.5 });
  return { line, setOnline: (value: boolean) => void (isOnline = value), signal: new AbortController() };
}

/** How long an attempt waits that found no way. */
async function pauseOf(act: () => Promise<void>): Promise<number> {
  const before = Date.now();
  const over = act().then(() => Date.now() - before);
  await vi.runAllTimersAsync();
  return over;
}

test("pauses grow to half a minute, and begin anew once there was an answer", async () => {
  const { line, signal } = aLine();
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 7; attempt += 1) {
    pauses.push(await pauseOf(() => line.lost(signal.signal)));
  }
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect(line.phase.get()).toMatchObject({ kind: "reconnecting", isOffline: false });
  line.live();
  expect(line.phase.get()).toEqual({ kind: "live" });
  expect(await pauseOf(() => line.lost(signal.signal))).toBe(1000);
});

test("asking again, the network's return and the end all end a pause", async () => {
  const { line, signal, setOnline } = aLine();
  const paused = line.throttled(60_000, signal.signal);
  line.retry();
  await paused;
  setOnline(false);
  line.networkChanged();
  expect(line.phase.get()).toMatchObject({ isOffline: true });
  const lost = line.lost(signal.signal);
  setOnline(true);
  line.networkChanged();
  await lost;
  expect(line.phase.get()).toMatchObject({ kind: "reconnecting", isOffline: false });
  const last = line.lost(signal.signal);
  signal.abort();
  await last;
  expect(vi.getTimerCount()).toBe(0);
});

test("what is closed stays closed until it is opened", async () => {
  const { line, signal } = aLine();
  line.close({ state: "not_entitled" });
  line.live();
  await pauseOf(() => line.lost(signal.signal));
  expect(line.phase.get()).toEqual({ kind: "closed", outcome: { state: "not_entitled" } });
  line.open();
  expect(line.phase.get().kind).toBe("connecting");
  vi.useRealTimers();
});
