import { expect, test } from "vitest";
import type { BusMessage } from "#storage/ports/bus.ts";
import { ownerDigest, verifiedPrincipal } from "#storage/principal.ts";
import type { WaitingObject } from "./outbox.ts";
import { rememberWaiting } from "./waiting-memory.ts";

const person = (subject: string) =>
  verifiedPrincipal({
    owner: { issuer: "https://id.example.org", subject },
    sessionHash: `session of ${subject}`,
    username: subject,
    name: subject,
    groups: [],
    isAdministrator: false,
  });
const [ines, tobias] = [person("ines"), person("tobias")];

function setUp() {
  const heard = new Set<(message: BusMessage) => void>();
  const reconnected = new Set<() => void>();
  const bus = {
    isUp: true,
    isListening: () => bus.isUp,
    subscribe(listener: (message: BusMessage) => void) {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    onReconnect(listener: () => void) {
      reconnected.add(listener);
      return () => reconnected.delete(listener);
    },
  };
  const world = { asked: 0, waiting: [] as WaitingObject[], whileReading: () => undefined as void };
  const memory = rememberWaiting({
    bus,
    outbox: {
      handle: () => undefined,
      submit: async () => [],
      waitingCount: async () => world.waiting.length,
      waitingOf: async () => {
        world.asked += 1;
        const { waiting } = world;
        world.whileReading();
        return waiting;
      },
    },
  });
  const change = (who = ines) =>
    heard.forEach((hear) => hear({ type: "inbox_changed", owner: ownerDigest(who.owner) }));
  return { bus, world, memory, change, reconnect: () => reconnected.forEach((hear) => hear()) };
}

test("is asked once until something of this person changes, here or on another replica", async () => {
  const { world, memory, change } = setUp();
  await memory.waitingOf(ines);
  await memory.waitingOf(ines);
  expect(world.asked).toBe(1);
  change(tobias);
  await memory.waitingOf(ines);
  expect(world.asked).toBe(1);
  change();
  await memory.waitingOf(ines);
  expect(world.asked).toBe(2);
  await memory.submit(ines, [], { language: "de", waitMilliseconds: 0 });
  await memory.waitingOf(ines);
  expect(world.asked).toBe(3);
});

test("keeps nothing of what waits, only that nothing does", async () => {
  const { world, memory } = setUp();
  const waits: WaitingObject = { source: "projects", object: "work:1", acts: [] };
  world.waiting = [waits];
  expect(await memory.waitingOf(ines)).toEqual([waits]);
  world.waiting = [];
  expect(await memory.waitingOf(ines)).toEqual([]);
  expect(await memory.waitingCount(ines.owner)).toBe(0);
  expect(world.asked).toBe(2);
});

test("does not keep what was read while something changed", async () => {
  const { world, memory, change } = setUp();
  world.whileReading = change;
  await memory.waitingOf(ines);
  world.whileReading = () => undefined;
  await memory.waitingOf(ines);
  expect(world.asked).toBe(2);
});

test("is not believed while replicas cannot be heard, nor after they could not", async () => {
  const { bus, world, memory, reconnect } = setUp();
  await memory.waitingOf(ines);
  bus.isUp = false;
  await memory.waitingOf(ines);
  await memory.waitingOf(ines);
  expect(world.asked).toBe(3);
  bus.isUp = true;
  reconnect();
  await memory.waitingOf(ines);
  expect(world.asked).toBe(4);
});
