import type { Announcement, Maintenance, SourceSwitch } from "@pforte/shared/contract/admin-live";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { recordedLog } from "../../test/recorded-log.ts";
import type { Bus, BusMessage } from "#storage/ports/bus.ts";
import type { LiveItem } from "#storage/ports/live-store.ts";
import { openLiveState, type LivePace } from "./live-state.ts";

const portal = { kind: "portal" } as const;
const begin = new Date("2026-11-23T08:00:00Z");

const item = (kind: LiveItem["kind"], key: string, body: unknown): LiveItem => ({
  kind,
  key,
  version: 1,
  body,
  changedAt: begin,
  changedBy: portal,
});
const announcement = (key: string, changes: Partial<Announcement> = {}) =>
  item("announcement", key, {
    announcement: { key, severity: "info", title: { de: "Umzug" }, text: { de: "" }, ...changes },
    revision: 1,
  });
const maintenance = (body: Partial<Maintenance>) =>
  item("maintenance", "mail", { tile: "mail", text: { de: "Wartung" }, ...body });
const off = (body: SourceSwitch) => item("source_off", body.source, body);

async function follow(first: readonly LiveItem[], pace: Partial<LivePace> = {}) {
  let items = first;
  let fails = false;
  const heard = new Set<(message: BusMessage) => void>();
  const reconnected = new Set<() => void>();
  const log = recordedLog();
  const bus = {
    isUp: true,
    subscribe: (listener: Parameters<Bus["subscribe"]>[0]) => {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    onReconnect: (listener: () => void) => {
      reconnected.add(listener);
      return () => reconnected.delete(listener);
    },
    isListening: () => bus.isUp,
  };
  const reads = { count: 0 };
  const state = await openLiveState({
    store: {
      items: async () => {
        reads.count += 1;
        if (fails) throw new Error("away");
        return items;
      },
    },
    bus,
    now: () => new Date(),
    log,
    pace,
  });
  const changes = { count: 0 };
  state.onChanged(() => (changes.count += 1));
  return {
    state,
    bus,
    reads,
    changes,
    log,
    set: (next: readonly LiveItem[], isFailing = false) => {
      items = next;
      fails = isFailing;
    },
    say: () => heard.forEach((hear) => hear({ type: "live_changed" })),
    reconnect: () => reconnected.forEach((hear) => hear()),
    keys: () => state.now().announcements.map(({ announcement: { key } }) => key),
  };
}

beforeEach(() => void vi.useFakeTimers({ now: begin }));
afterEach(() => void vi.useRealTimers());

describe("what takes effect at once", () => {
  test("begins and ends by the clock alone, and tells it each time", async () => {
    const { state, keys, changes, reads } = await follow([
      announcement("early", { until: "2026-11-23T09:00:00+01:00" }),
      announcement("now", { until: "2026-11-23T10:00:00+01:00" }),
      announcement("later", { from: "2026-11-23T08:30:00Z" }),
      maintenance({ from: "2026-11-23T08:30:00Z", until: "2026-11-23T08:45:00Z" }),
    ]);
    expect([keys(), state.now().maintenances.size]).toEqual([["now"], 0]);
    await vi.advanceTimersByTimeAsync(30 * 60_000 - 1);
    expect([keys(), changes.count]).toEqual([["now"], 0]);
    await vi.advanceTimersByTimeAsync(1);
    expect([keys(), [...state.now().maintenances.keys()], changes.count]).toEqual([["now", "later"], ["mail"], 1]);
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    expect([state.now().maintenances.size, changes.count]).toEqual([0, 2]);
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    expect([keys(), changes.count]).toEqual([["later"], 3]);
    const before = reads.count;
    await vi.advanceTimersByTimeAsync(1000);
    expect(reads.count - before).toBeLessThan(3);
    state.close();
  });

  test("is over for whoever asks after its end, however late the timer is", async () => {
    const { state, keys } = await follow([announcement("now", { until: "2026-11-23T09:00:00Z" })]);
    vi.setSystemTime(new Date("2026-11-23T09:00:00Z"));
    expect(keys()).toEqual([]);
    state.close();
  });

  test("waits for what is further away than a timer can be, and tells of a reminder", async () => {
    const acknowledgement = { deadline: "2027-01-10T08:00:00Z", remindHoursBefore: 24 };
    const daily = { deafMilliseconds: 86_400_000 };
    const { state, changes } = await follow([announcement("far", { acknowledgement })], daily);
    await vi.advanceTimersByTimeAsync(Date.parse("2027-01-09T08:00:00Z") - begin.getTime() - 1000);
    expect(changes.count).toBe(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect(changes.count).toBe(1);
    state.close();
  });

  test("is read again when it is said to have changed, and the same object holds until then", async () => {
    const { state, say, set, keys, changes } = await follow([announcement("one")]);
    const before = state.now();
    set([announcement("one"), off({ source: "files" })]);
    expect(state.now()).toBe(before);
    say();
    await vi.advanceTimersByTimeAsync(0);
    expect([...state.now().sourcesOff.keys()]).toEqual(["files"]);
    say();
    await vi.advanceTimersByTimeAsync(0);
    expect([keys(), changes.count]).toEqual([["one"], 1]);
    state.close();
  });

  test("is what was written last, also where a reading was under way while it was written", async () => {
    const { state, set, keys } = await follow([]);
    const first = state.refresh();
    set([announcement("one")]);
    const second = state.refresh();
    await Promise.all([first, second]);
    expect(keys()).toEqual(["one"]);
    state.close();
  });

  test("is looked for now and then, each second while replicas cannot be heard, and after a gap", async () => {
    const { state, set, keys, bus, reads, reconnect } = await follow([]);
    set([announcement("unsaid")]);
    await vi.advanceTimersByTimeAsync(31_000);
    expect(keys()).toEqual(["unsaid"]);
    set([announcement("deaf")]);
    bus.isUp = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(keys()).toEqual(["deaf"]);
    bus.isUp = true;
    set([]);
    const before = reads.count;
    reconnect();
    await vi.advanceTimersByTimeAsync(0);
    expect([keys(), reads.count]).toEqual([[], before + 1]);
    state.close();
  });

  test("stays as it was while it cannot be read, and is read as soon as it can", async () => {
    const { state, set, say, keys, log } = await follow([announcement("one")]);
    set([], true);
    say();
    await vi.advanceTimersByTimeAsync(0);
    expect(keys()).toEqual(["one"]);
    expect(log.lines.some(({ message }) => message === "What takes effect at once could not be read again.")).toBe(
      true,
    );
    set([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(keys()).toEqual([]);
    state.close();
  });

  test("leaves out what another release wrote in another form, and goes on with the rest", async () => {
    const { state, keys, log } = await follow([
      item("announcement", "odd", { announcement: { key: "odd" }, revision: 1 }),
      item("maintenance", "mail", { tile: "mail" }),
      announcement("one"),
    ]);
    expect([keys(), state.now().maintenances.size]).toEqual([["one"], 0]);
    expect(log.lines).toHaveLength(2);
    state.close();
  });
});
