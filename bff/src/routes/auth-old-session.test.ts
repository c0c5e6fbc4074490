import { setImmediate as turn } from "node:timers/promises";
import { tour } from "@pforte/e2e/world/sign-in-driver";
import { expect, it } from "vitest";
import { carry, send } from "../../test/carry.ts";
import { buildTestPortal } from "../../test/portal.ts";
import { startSecondReplica } from "../../test/second-replica.ts";

it(
  "the id of a session that another sign-in replaces is dead at every process once that one answers, and meanwhile no question with it fails (S11)",
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
    let isOver = false;
    const seen: number[] = [];
    const askers = Array.from({ length: 2 }, async (_each, index) => {
      while (!isOver) {
        seen.push(await (index % 2 === 0 ? here() : there()));
        // A question without a socket would leave sockets no turn.
        await turn();
      }
    });
    const cookie = ines.jar.header(new URL(portal.origin)) ?? "";
    const answer = await send(callback.href, "GET", { cookie }).finally(() => (isOver = true));
    await Promise.all(askers);
    expect([answer.status, await here()]).toEqual([303, 401]);
    await expect.poll(there, { timeout: 2000, interval: 20 }).toBe(401);
    // 503 is what a database that is slow on a loaded machine makes of a question, and no fault of the change.
    expect(seen.filter((status) => ![200, 401, 503].includes(status))).toEqual([]);
    const fresh = /portal=[^;]+/u.exec(answer.headers.getSetCookie().join())?.[0] ?? "";
    expect(old).not.toContain(fresh);
    expect((await send(`${portal.origin}/api/session`, "GET", { ...headers, cookie: fresh })).status).toBe(200);
  },
);
