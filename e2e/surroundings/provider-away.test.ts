import { expect, test } from "vitest";
import { startFleet } from "../bench/fleet.ts";
import { carryByHttp } from "../world/http-carrier.ts";
import { startTcpProxy } from "../faults/tcp-proxy.ts";

test(
  "a portal that starts while its identity provider does not answer is ready but for sign-in, says so, and signs in once it answers, without a restart (F12)",
  { timeout: 300_000 },
  async () => {
    await using way = await startTcpProxy(Math.random);
    await using others = new AsyncDisposableStack();
    way.set({ kind: "reset" });
    await using fleet = await startFleet({
      replicas: 1,
      people: 1,
      hasTools: false,
      isDurable: false,
      before: async (part) => (part === "provider" ? way : others.use(await startTcpProxy(Math.random))),
    });
    const [replica] = fleet.replicas;
    if (replica === undefined) throw new Error("A replica is needed.");
    const ready = async () => {
      const answer = await fetch(`${replica.opsAddress}/readyz`);
      return [answer.status, await answer.text()];
    };
    expect(await ready()).toEqual([200, "degraded: the identity provider is unreachable\n"]);
    const headers = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    const page = await carryByHttp(`${fleet.origin}/auth/login`, { method: "GET", redirect: "manual", headers });
    expect([page.status, Number(page.headers.get("retry-after")) > 0]).toEqual([503, true]);
    expect(await page.text()).toContain("identity_provider_unreachable");

    way.set({ kind: "pass" });
    // Between two attempts lie thirty seconds at most.
    await expect.poll(ready, { timeout: 60_000 }).toEqual([200, "ready\n"]);
    expect(await fleet.signIn(fleet.people[0]?.username ?? "")).toContain("portal=");
  },
);
