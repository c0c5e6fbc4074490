import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { startFleet } from "../bench/fleet.ts";
import { carryByHttp } from "../world/http-carrier.ts";
import { sessionAt } from "../replicas/asking.ts";
import { largeAsset, openSlowSocket, type Slowness } from "./slow-socket.ts";

/** Six hundred. A reader makes the portal fill the kernel's buffers first, four megabytes each. */
const counts: Readonly<Record<Slowness, number>> = { headers: 270, body: 270, reader: 60 };
/** What the portal allows each, with a look a second and room for a busy machine. */
const longest: Readonly<Record<Slowness, number>> = { headers: 15_000, body: 20_000, reader: 70_000 };

test(
  "six hundred sockets that are slow with headers, bodies and reading are all closed, and others are served meanwhile (F34, S38)",
  { timeout: 300_000 },
  async () => {
    await using fleet = await startFleet({ replicas: 1, people: 2, hasTools: false, isDurable: false });
    const [replica] = fleet.replicas;
    if (replica === undefined) throw new Error("A replica is needed.");
    const { address } = replica;
    const { host, origin } = fleet;
    const [cookie = "", other = ""] = await Promise.all(
      fleet.people.map(async ({ username }) => fleet.signIn(username)),
    );
    const navigation = { cookie, accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    const page = await carryByHttp(`${origin}/`, { method: "GET", redirect: "manual", headers: navigation });
    const target = { address, host, origin, cookie, asset: await largeAsset(address, host, await page.text()) };

    const kinds: readonly Slowness[] = ["headers", "body", "reader"];
    const sockets = kinds.flatMap((kind) =>
      Array.from({ length: counts[kind] }, () => ({ kind, ...openSlowSocket(target, kind) })),
    );
    const statuses = new Set<number>();
    const isOver = Promise.all(sockets.map(async ({ closed }) => closed)).then(() => true);
    do {
      statuses.add(await sessionAt(fleet, address, other));
    } while (!(await Promise.race([isOver, sleep(100, false)])));
    expect([...statuses]).toEqual([200]);
    for (const kind of kinds) {
      const ofKind = sockets.filter((socket) => socket.kind === kind);
      const times = await Promise.all(ofKind.map(async ({ closed }) => closed));
      expect([kind, times.length, times.filter((time) => time > longest[kind])]).toEqual([kind, counts[kind], []]);
    }
    expect(replica.child().hasEnded()).toBe(false);
  },
);
