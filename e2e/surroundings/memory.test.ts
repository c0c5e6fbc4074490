import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { startFleet } from "../bench/fleet.ts";
import { ask, sessionAt } from "../replicas/asking.ts";
import { openMemoryGroup } from "./cgroup.ts";
import { isMissing } from "./needs.ts";

/** Of a container that is small for the portal. */
const megabytes = 220;
/** Bodies that are nearly complete, together far more than there is room for. */
const senders = 6000;
const bodyBytes = 60_000;
/** So many that none of them sends more than one session may. */
const crowd = 20;

test.skipIf(isMissing("root", "cgroup"))(
  "a process whose memory would not do for all that is sent to it refuses some instead of dying, and when it is killed all the same its sessions are intact (F32)",
  { timeout: 300_000 },
  async () => {
    using group = openMemoryGroup(megabytes);
    await using fleet = await startFleet({
      replicas: 1,
      people: crowd + 1,
      hasTools: false,
      within: () => group.within,
    });
    const [replica] = fleet.replicas;
    if (replica === undefined) throw new Error("A replica is needed.");
    const { address } = replica;
    const [other = "", ...crowded] = await Promise.all(
      fleet.people.map(async ({ username }) => fleet.signIn(username)),
    );
    const change = { path: "/api/preferences", method: "PATCH", body: { appearance: "dark" } } as const;
    expect(await ask(fleet, address, other, change)).toBe(200);

    const { hostname, port } = new URL(address);
    const headOf = (cookie: string) =>
      `PATCH /api/preferences HTTP/1.1\r\nHost: ${fleet.host}\r\nOrigin: ${fleet.origin}\r\nCookie: ${cookie}\r\n` +
      `X-Portal: 1\r\nContent-Type: application/json\r\nContent-Length: ${bodyBytes + 1}\r\n\r\n`;
    const body = Buffer.alloc(bodyBytes, "a");
    let refusals = 0;
    const sockets: Socket[] = [];
    for (let sent = 0; sent < senders; sent += 1) {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => undefined);
      socket.on("data", (part: Buffer) => {
        if (part.includes("overloaded")) refusals += 1;
      });
      socket.write(headOf(crowded[sent % crowd] ?? ""));
      socket.write(body);
      sockets.push(socket);
      if (sent % 100 === 0) await sleep(5);
    }
    await expect.poll(() => refusals, { timeout: 60_000 }).toBeGreaterThan(0);
    await expect.poll(async () => sessionAt(fleet, address, other).catch(() => 0), { timeout: 30_000 }).toBe(200);
    expect([replica.child().hasEnded(), group.kills()]).toEqual([false, 0]);
    for (const socket of sockets) socket.destroy();

    // As the kernel ends whoever asks for more than there is.
    await replica.child().kill();
    await replica.restart();
    expect([await sessionAt(fleet, address, other), await sessionAt(fleet, address, crowded[0] ?? "")]).toEqual([
      200, 200,
    ]);
  },
);
