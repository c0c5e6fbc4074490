import { readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { Agent, request } from "undici";
import { expect, test } from "vitest";
import { openAccounts, startFleet, type Fleet } from "../bench/fleet.ts";
import { openStreamClient } from "../bench/stream-client.ts";
import { ask, sessionAt } from "../replicas/asking.ts";

const mostFiles = 200;
const socketCount = 400;

/** A person with a connection of their own that stays open. */
async function settle(fleet: Fleet, address: string, username: string) {
  const cookie = await fleet.signIn(username);
  const dispatcher = new Agent({ connections: 1, pipelining: 1, keepAliveTimeout: 60_000 });
  expect(await ask(fleet, address, cookie, { path: "/api/session", dispatcher })).toBe(200);
  return { cookie, dispatcher };
}

interface Attacker {
  readonly socket: Socket;
  readonly isOpen: () => boolean;
  /** For long enough not to be one that is only about to be refused. */
  readonly isHeld: () => boolean;
}

function openSocket(address: string): Attacker {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  const since = performance.now();
  let isOpen = true;
  socket.on("error", () => undefined);
  socket.once("close", () => {
    isOpen = false;
  });
  // Something must be on its way, or the portal would close it for saying nothing.
  socket.write("GET / HTTP/1.1\r\nX-Slow: ");
  return { socket, isOpen: () => isOpen, isHeld: () => isOpen && performance.now() - since > 500 };
}

test(
  "when a process may open no more files, newcomers are refused, and those who are there go on, tools included (F31)",
  { timeout: 300_000 },
  async () => {
    await using fleet = await startFleet({
      replicas: 1,
      people: 2,
      isDurable: false,
      within: () => ["/bin/sh", "-c", `ulimit -n ${mostFiles} && exec "$@"`, "limits"],
    });
    using cleanup = new DisposableStack();
    openAccounts(fleet);
    const [replica] = fleet.replicas;
    if (replica === undefined) throw new Error("A replica is needed.");
    const { address } = replica;
    const [one, two] = fleet.people;
    const talker = await settle(fleet, address, one?.username ?? "");
    const newcomer = await settle(fleet, address, two?.username ?? "");
    const stream = openStreamClient({ address, host: fleet.host, cookie: talker.cookie });
    expect(await stream.opened).toBe(200);

    const sockets = Array.from({ length: socketCount }, () => openSocket(address));
    const held = (): number => sockets.filter(({ isHeld }) => isHeld()).length;
    const files = (): number => readdirSync(`/proc/${replica.child().pid}/fd`).length;
    await expect.poll(() => sockets.filter(({ isOpen }) => !isOpen()).length, { timeout: 20_000 }).toBeGreaterThan(200);
    expect(files()).toBeLessThan(mostFiles);
    await expect.poll(held).toBeGreaterThan(mostFiles / 4);
    const most = held();
    // Who is closed for being slow comes again at once, so that no room is left for anybody until the end.
    const again = setInterval(() => {
      for (const [at, { isOpen }] of sockets.entries()) if (!isOpen()) sockets[at] = openSocket(address);
    }, 100);
    cleanup.defer(() => clearInterval(again));

    // What this person's page asks needs connections to the provider and to three tools that nobody has opened yet.
    const states = async (): Promise<ReadonlySet<string>> => {
      // A connection that nobody uses would be closed, and its place be gone.
      await ask(fleet, address, talker.cookie, { path: "/api/session", dispatcher: talker.dispatcher });
      const cards = await request(`${address}/api/cards`, {
        dispatcher: newcomer.dispatcher,
        headers: { host: fleet.host, cookie: newcomer.cookie, [portalHeader.name]: portalHeader.value },
      });
      return new Set((await cards.body.text()).match(/"state":"\w+"/gu));
    };
    await expect.poll(states, { timeout: 20_000 }).toEqual(new Set(['"state":"ok"']));
    // All of that while there was no room: the attackers still have what they took, and whoever comes now is refused.
    expect([files() > mostFiles / 2, held() >= most / 2]).toEqual([true, true]);
    expect(await sessionAt(fleet, address, newcomer.cookie).catch(() => "refused")).toBe("refused");
    const change = { path: "/api/preferences", method: "PATCH", body: { appearance: "dark" } } as const;
    expect(await ask(fleet, address, talker.cookie, { ...change, dispatcher: talker.dispatcher })).toBe(200);
    const heard = (): boolean => stream.heard.some(({ data }) => data.includes("preferences_changed"));
    await expect.poll(heard, { timeout: 10_000 }).toBe(true);

    clearInterval(again);
    for (const { socket } of sockets) socket.destroy();
    await expect
      .poll(async () => sessionAt(fleet, address, talker.cookie).catch(() => 0), { timeout: 10_000 })
      .toBe(200);
    expect(replica.child().hasEnded()).toBe(false);
    expect(replica.child().said()).not.toMatch(/EMFILE.*\n\s+at /u);
    stream.close();
    await Promise.all([talker, newcomer].map(async ({ dispatcher }) => dispatcher.destroy()));
  },
);
