import { setTimeout as sleep } from "node:timers/promises";
import type { FleetPart } from "../bench/fleet.ts";
import { endpointPaths } from "../world/identity-provider-library.ts";
import type { Heal } from "./database-faults.ts";
import type { Fault } from "./fault-kinds.ts";
import { HeldRefreshes } from "./held-refreshes.ts";
import type { History } from "./history.ts";
import type { SessionHistory } from "./session-history.ts";
import { replicaAt, type Stage, usualTokenSeconds } from "./stage.ts";
import type { ProxyMode } from "./tcp-proxy.ts";

/** So soon after a rotation the next one is noticed late (decision 022). */
const secondLookMilliseconds = 11_000;
const rotatedAt = new WeakMap<object, number>();

const nothing: Heal = async () => Promise.resolve();

/** Spoils the way to a part. */
async function spoil({ proxies }: Stage, part: FleetPart, mode: ProxyMode): Promise<Heal> {
  proxies[part].set(mode);
  return async () => Promise.resolve(proxies[part].set({ kind: "pass" }));
}

const isRefresh = (path: string, body: string): boolean =>
  path === endpointPaths.token && body.includes("grant_type=refresh_token");

/** Answers to refreshes are made and never arrive. */
function loseRefreshes({ fleet }: Stage, lost: () => void): Heal {
  const stop = fleet.identityProvider.intercept(({ path, requestBody, status }) => {
    if (!isRefresh(path, requestBody)) return undefined;
    if (status === 200) lost();
    throw new Error("The answer is lost.");
  });
  return async () => Promise.resolve(stop());
}

function rotate({ fleet }: Stage, sessions: SessionHistory): () => void {
  const { levers } = fleet.identityProvider;
  levers.rotateRefreshTokens = true;
  const ends = sessions.rotationBegins();
  return () => {
    levers.rotateRefreshTokens = false;
    ends();
  };
}

/** Breaks the identity provider or the way to it. */
export const providerFaults = {
  "provider paused": async ({ fleet }: Stage): Promise<Heal> => {
    fleet.identityProvider.pause();
    return async () => Promise.resolve(fleet.identityProvider.resume());
  },
  "provider down, tokens expired": async (stage: Stage): Promise<Heal> => {
    const { levers } = stage.fleet.identityProvider;
    // Tokens from now on live so shortly that all of them run out while nobody can renew them.
    levers.accessTokenSeconds = 2;
    await sleep(1500);
    const heal = await spoil(stage, "provider", { kind: "reset" });
    return async () => {
      levers.accessTokenSeconds = usualTokenSeconds;
      await heal();
    };
  },
  "provider behind a black hole": async (stage: Stage): Promise<Heal> =>
    spoil(stage, "provider", { kind: "black-hole" }),
  "provider far away": async (stage: Stage, { size }: Fault): Promise<Heal> =>
    spoil(stage, "provider", { kind: "delay", milliseconds: size / 4, jitter: size / 2 }),
  "provider answers held": async (stage: Stage, { size }: Fault, history: History): Promise<Heal> => {
    // Made, and on their way for long: whatever ends a session meanwhile must hold against them.
    const held = new HeldRefreshes();
    const stop = stage.fleet.identityProvider.intercept(async ({ path, requestBody, status, body }) => {
      if (isRefresh(path, requestBody) && status === 200) await held.during(body, async () => sleep(400 + size));
      return undefined;
    });
    return async () => {
      stop();
      history.count("F14: sessions that ended amid a refresh", await held.ends(stage));
    };
  },
  "provider answers lost": async (stage: Stage, { which, size }: Fault, history: History): Promise<Heal> => {
    const lost = () => history.count("F15: answers lost");
    if (which % 2 === 0) return loseRefreshes(stage, lost);
    const { provider } = stage.proxies;
    const before = provider.cuts;
    const heal = await spoil(stage, "provider", { kind: "cut", bytes: size * 4 });
    return async () => {
      await heal();
      history.count("F15: answers lost", provider.cuts - before);
    };
  },
  "provider has new keys": async ({ fleet: { identityProvider } }: Stage): Promise<Heal> => {
    const since = performance.now() - (rotatedAt.get(identityProvider) ?? Number.NEGATIVE_INFINITY);
    await sleep(Math.max(0, secondLookMilliseconds - since));
    rotatedAt.set(identityProvider, performance.now());
    await identityProvider.rotateKeys();
    return nothing;
  },
} as const;

/** Those that change whether a lost answer costs the session. */
export const rotationFaults = {
  "provider rotates refresh tokens": async (stage: Stage, sessions: SessionHistory): Promise<Heal> => {
    const end = rotate(stage, sessions);
    return async () => Promise.resolve(end());
  },
  "provider answers lost, with rotation": async (
    stage: Stage,
    sessions: SessionHistory,
    history: History,
  ): Promise<Heal> => {
    const end = rotate(stage, sessions);
    const find = loseRefreshes(stage, () => history.count("F15: answers lost, with rotation"));
    return async () => {
      await find();
      end();
    };
  },
} as const;

/** Stops and kills processes of the portal. */
export const processFaults = {
  "portal stopped": async ({ fleet }: Stage, { which }: Fault): Promise<Heal> => {
    const { pid } = replicaAt(fleet, which).child();
    process.kill(pid, "SIGSTOP");
    return async () => Promise.resolve(void process.kill(pid, "SIGCONT"));
  },
  "portal killed": async ({ fleet }: Stage, { which }: Fault): Promise<Heal> => {
    const replica = replicaAt(fleet, which);
    await replica.child().kill();
    return async () => replica.restart();
  },
} as const;

const tools = ["files", "projects", "chat"] as const;
const toolAt = (which: number): FleetPart => tools[which % tools.length] ?? "files";

/** Breaks one tool. */
export const toolFaults = {
  "tool behind a black hole": async (stage: Stage, { which }: Fault): Promise<Heal> =>
    spoil(stage, toolAt(which), { kind: "black-hole" }),
  "tool far away": async (stage: Stage, { which, size }: Fault): Promise<Heal> =>
    spoil(stage, toolAt(which), { kind: "delay", milliseconds: 1000 + size, jitter: size }),
  "tool answers cut": async (stage: Stage, { which, size }: Fault): Promise<Heal> =>
    spoil(stage, toolAt(which), { kind: "cut", bytes: size }),
  "tool resets": async (stage: Stage, { which }: Fault): Promise<Heal> =>
    spoil(stage, toolAt(which), { kind: "reset" }),
} as const;
