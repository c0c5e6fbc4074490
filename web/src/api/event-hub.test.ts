import type { PortalEvent } from "@pforte/shared/contract/portal-event";
import { afterEach, expect, test, vi } from "vitest";
import { eventually } from "#testing/eventually.ts";
import { createEventHub, type EventHub, type EventHubOptions, type TabLocks } from "./event-hub.ts";
import type { FollowOptions } from "./event-stream.ts";

interface Stream {
  readonly lastEventId: string | null;
  readonly options: FollowOptions;
  readonly end: (how: "stopped" | "signed_out") => void;
}

/** The browser's own locks and channels, and streams in the hands of the test. */
const locks: TabLocks = { request: (name, options, holder) => navigator.locks.request(name, options, holder) };
const openChannel = (name: string): BroadcastChannel => new BroadcastChannel(name);
const streams: Stream[] = [];
const hubs: EventHub[] = [];

function open(some: Partial<EventHubOptions> = {}): { readonly hub: EventHub; readonly heard: PortalEvent[] } {
  const heard: PortalEvent[] = [];
  const hub = createEventHub({
    locks,
    openChannel,
    follow: (options) =>
      new Promise((resolve) => {
        const stream = { lastEventId: options.lastEventId(), options, end: resolve };
        streams.push(stream);
        options.signal.addEventListener("abort", () => {
          streams.splice(streams.indexOf(stream), 1);
          resolve("stopped");
        });
      }),
    ...some,
  });
  hub.subscribe((event) => heard.push(event));
  hub.start();
  hubs.push(hub);
  return { hub, heard };
}

afterEach(async () => {
  for (const hub of hubs.splice(0)) {
    hub.stop();
  }
  streams.length = 0;
  await vi.waitUntil(async () => (await navigator.locks.query()).held?.length === 0);
});

const said = { type: "source_changed", source: "matrix" } as const;

test("eight tabs read one stream, and all of them hear each event once", async () => {
  const tabs = Array.from({ length: 8 }, () => open());
  await eventually(() => expect(streams).toHaveLength(1));
  streams[0]?.options.onEvent(said, "7");
  await eventually(() => expect(tabs.map(({ heard }) => heard)).toEqual(tabs.map(() => [said])));
  expect(tabs.filter(({ hub }) => hub.isLeader())).toHaveLength(1);
  expect(streams).toHaveLength(1);
});

test("when the leading tab is closed, another goes on after the last event", async () => {
  const first = open();
  await eventually(() => expect(first.hub.isLeader()).toBe(true));
  const second = open();
  streams[0]?.options.onEvent(said, "7");
  await eventually(() => expect(second.heard).toHaveLength(1));
  first.hub.stop();
  await eventually(() => expect(second.hub.isLeader()).toBe(true));
  expect(streams.map(({ lastEventId }) => lastEventId)).toEqual(["7"]);
});

test("a session that is gone is told to all tabs", async () => {
  const tabs = [open(), open()];
  await eventually(() => expect(streams).toHaveLength(1));
  streams[0]?.end("signed_out");
  const ended = { type: "session_ended", because: "expired" };
  await eventually(() => expect(tabs.map(({ heard }) => heard[0])).toEqual([ended, ended]));
});

test("a leader that answers keeps its lead when another tab is looked at", async () => {
  const first = open();
  await eventually(() => expect(first.hub.isLeader()).toBe(true));
  const second = open({ patienceMilliseconds: 60 });
  second.hub.wake();
  await new Promise((resolve) => {
    setTimeout(resolve, 150);
  });
  expect([first.hub.isLeader(), second.hub.isLeader()]).toEqual([true, false]);
});

test("a leader that does not answer loses its lead to the tab that is looked at, and leads again after it", async () => {
  const frozen = open({ openChannel: () => null });
  await eventually(() => expect(frozen.hub.isLeader()).toBe(true));
  const looked = open({ patienceMilliseconds: 30 });
  looked.hub.wake();
  await eventually(() => expect([frozen.hub.isLeader(), looked.hub.isLeader()]).toEqual([false, true]));
  expect(streams).toHaveLength(1);
  looked.hub.stop();
  await eventually(() => expect(frozen.hub.isLeader()).toBe(true));
});

test("the leader's wait is ended when its tab is looked at", async () => {
  const { hub } = open();
  await eventually(() => expect(hub.isLeader()).toBe(true));
  const woken = vi.fn<() => void>();
  streams[0]?.options.wake.addEventListener("wake", woken);
  hub.wake();
  expect(woken).toHaveBeenCalledOnce();
});

test("without locks each tab reads a stream of its own", async () => {
  open({ locks: null });
  open({ locks: null });
  expect(streams).toHaveLength(2);
});

test("a stopped hub hears nothing more, and starts again", async () => {
  const { hub, heard } = open();
  const other = open();
  await eventually(() => expect(streams).toHaveLength(1));
  hub.stop();
  await eventually(() => expect(other.hub.isLeader()).toBe(true));
  streams.at(-1)?.options.onEvent(said, null);
  expect(other.heard).toEqual([said]);
  expect(heard).toEqual([]);
  hub.start();
  streams.at(-1)?.options.onEvent(said, null);
  await eventually(() => expect(heard).toEqual([said]));
});

test("what another release posts on the channel is looked at before it is believed", async () => {
  const { heard } = open();
  const channel = openChannel("pforte-events");
  for (const odd of [{ kind: "event", event: { type: "later" } }, { kind: "event", event: null }, { kind: "x" }, {}]) {
    channel.postMessage(odd);
  }
  channel.postMessage({ kind: "event", event: said, id: 5 });
  await eventually(() => expect(heard).toEqual([said]));
  channel.close();
});

/** A tab that the test shows and hides. */
class FakeTab extends EventTarget {
  visibilityState: DocumentVisibilityState = "visible";
  show(visibilityState: DocumentVisibilityState): void {
    this.visibilityState = visibilityState;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

function openTab(visibilityState: DocumentVisibilityState) {
  const tab = new FakeTab();
  tab.visibilityState = visibilityState;
  const turns: string[] = [];
  const opened = open({
    looking: tab,
    absenceMilliseconds: 30,
    follow: async ({ attention, wake, signal }) => {
      turns.push(attention?.() ?? "");
      wake.addEventListener("turn", () => turns.push(attention?.() ?? ""), { signal });
      return new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve("stopped"));
      });
    },
  });
  return { tab, turns, ...opened };
}

test("says on the stream when nobody looks at any tab, and at once when somebody does again", async () => {
  const first = openTab("visible");
  await eventually(() => expect(first.turns).toEqual(["visible"]));
  const second = openTab("visible");
  first.tab.show("hidden");
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(first.turns).toEqual(["visible"]);
  second.tab.show("hidden");
  await eventually(() => expect(first.turns).toEqual(["visible", "hidden"]));
  second.tab.show("visible");
  await eventually(() => expect(first.turns).toEqual(["visible", "hidden", "visible"]));
  second.hub.stop();
  await eventually(() => expect(first.turns).toEqual(["visible", "hidden", "visible", "hidden"]));
});

test("whoever only changes tabs has not gone", async () => {
  const { tab, turns } = openTab("visible");
  await eventually(() => expect(turns).toHaveLength(1));
  tab.show("hidden");
  tab.show("visible");
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(turns).toEqual(["visible"]);
});

test("an event that comes again under its id is heard once, and a resync each time (F27)", async () => {
  const { heard } = open();
  await eventually(() => expect(streams).toHaveLength(1));
  for (const event of [said, said, { type: "resync" }, { type: "resync" }] as const)
    streams[0]?.options.onEvent(event, "7");
  streams[0]?.options.onEvent(said, "8");
  expect(heard).toEqual([said, { type: "resync" }, { type: "resync" }, said]);
});
