import { setImmediate as turn } from "node:timers/promises";
import { tour } from "@pforte/e2e/world/sign-in-driver";
import { expect, it } from "vitest";
import { carry, send } from "../../test/carry.ts";
import { buildTestPortal } from "../../test/portal.ts";
import { startSecondReplica } from "../../test/second-replica.ts";

/** How soon an end must hold everywhere, milliseconds. */
const promised = 2000;
/** Questions at each process before and after, without which nothing would be shown. */
const fewest = 5;

interface Seen {
  readonly sentAt: number;
  readonly status: number;
}

it(
  "the id of a session that another sign-in replaces is dead at its process once that one answers, at another within two seconds, for good, and meanwhile no question with it fails (S11)",
  { timeout: 60_000 },
  async () => {
    await using portal = await buildTestPortal();
    await using second = await startSecondReplica(portal);
    const ines = await portal.as("ines");
    const old = ines.jar.header(new URL(portal.origin)) ?? "";
    const headers = { cookie: old, "x-portal": "1", "sec-fetch-site": "same-origin" };
    const { host } = new URL(portal.origin);
    const here = async () => (await send(`${portal.origin}/api/session`, "GET", headers)).status;
    const there = async () => {
      const request = { method: "GET", url: "/api/session", headers: { ...headers, host } } as const;
      return (await second.portal.server.inject(request)).statusCode;
    };
    expect([await here(), await there()]).toEqual([200, 200]);

    const { url: callback } = await tour({
      start: `${portal.origin}/auth/login`,
      username: "ines",
      jar: ines.jar,
      stopBefore: (url) => url.pathname === "/auth/callback",
      carry,
    });
    // When the new sign-in answered.
    let answeredAt = Infinity;
    const seen: Seen[][] = [[], []];
    const askers = [here, there].map(async (question, at) => {
      const own = seen[at] ?? [];
      // Until it is over, and on for a while, for what is dead must stay so.
      while (performance.now() < answeredAt + promised || own.filter(({ status }) => status === 401).length < fewest) {
        const sentAt = performance.now();
        if (sentAt > answeredAt + 5 * promised) return;
        own.push({ sentAt, status: await question() });
        // A question without a socket would leave sockets no turn.
        await turn();
      }
    });
    await expect.poll(() => seen.every((own) => own.length >= fewest), { timeout: 10_000 }).toBe(true);
    const cookie = ines.jar.header(new URL(portal.origin)) ?? "";
    const answer = await send(callback.href, "GET", { cookie }).finally(() => (answeredAt = performance.now()));
    await Promise.all(askers);
    expect(answer.status).toBe(303);
    for (const [at, own] of seen.entries()) {
      const of = (wanted: number) => own.filter(({ status }) => status === wanted);
      expect([at, of(200).length >= fewest, of(401).length >= fewest]).toEqual([at, true, true]);
      const lastAlive = of(200).at(-1)?.sentAt ?? Infinity;
      expect([at, lastAlive < answeredAt + (at === 0 ? 0 : promised)]).toEqual([at, true]);
      // For good: once dead, never alive again.
      expect([at, (of(401)[0]?.sentAt ?? 0) > lastAlive]).toEqual([at, true]);
      // 503 is what a database that is slow on a loaded machine makes of a question, and no fault of the change.
      expect(own.filter(({ status }) => ![200, 401, 503].includes(status))).toEqual([]);
    }
    const fresh = /portal=[^;]+/u.exec(answer.headers.getSetCookie().join())?.[0] ?? "";
    expect(old).not.toContain(fresh);
    expect((await send(`${portal.origin}/api/session`, "GET", { ...headers, cookie: fresh })).status).toBe(200);
  },
);
