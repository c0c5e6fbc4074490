import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { Agent, request } from "undici";
import { cardsRequest, startFleet } from "../bench/fleet.ts";
import { sessionAt } from "../replicas/asking.ts";
import { openProcessorGroup } from "./cgroup.ts";
import { isMissing } from "./needs.ts";

/** Of one processor: of what a page asks, about a hundred a second. */
const percent = 10;
/** Coming for two seconds, with what takes six to ten; and as many as are no load. */
const pagesEach = { many: 40, few: 4 } as const;
/** More than are taken in hand while time is short (200). */
const connections = 300;
/** So many that none of them sends more than one session may. */
const crowd = 20;

test.skipIf(isMissing("root", "cgroup"))(
  "a process that gets a tenth of a processor fails nobody: whom it cannot serve is told when to come back, and everybody is served as soon as it has its share again (F33)",
  { timeout: 300_000 },
  async () => {
    using group = openProcessorGroup();
    await using fleet = await startFleet({
      replicas: 1,
      people: crowd,
      hasTools: false,
      isDurable: false,
      within: () => group.within,
    });
    const [replica] = fleet.replicas;
    if (replica === undefined) throw new Error("A replica is needed.");
    const cookies = await Promise.all(fleet.people.map(async ({ username }) => fleet.signIn(username)));
    const many = new Agent({ connections, connectTimeout: 60_000, headersTimeout: 120_000 });
    const open = async (cookie: string): Promise<string> => {
      const headers = { host: fleet.host, ...cardsRequest(cookie).headers };
      const answer = await request(`${replica.address}/api/home`, { dispatcher: many, headers });
      const text = await answer.body.text();
      if (answer.statusCode === 200) return "served";
      const code = /"code":"(\w+)"/u.exec(text)?.[1] ?? `without a code: ${text}`;
      return `${answer.statusCode} ${code}, ${answer.headers["retry-after"] === undefined ? "for ever" : "to come back"}`;
    };
    const all = async (howMany: keyof typeof pagesEach): Promise<ReadonlySet<string>> =>
      new Set(
        await Promise.all(
          Array.from({ length: crowd * pagesEach[howMany] }, async (_, at) => {
            await sleep(Math.floor(at / crowd) * 50);
            return open(cookies[at % crowd] ?? "");
          }),
        ),
      );

    expect(await all("few")).toEqual(new Set(["served"]));
    group.allow(percent);
    const heard = await all("many");
    // Never a failure, nobody asked to sign in.
    expect([...heard].filter((one) => one !== "served" && !/^503 \w+, to come back$/u.test(one))).toEqual([]);
    expect(group.timesHeldBack()).toBeGreaterThan(20);
    expect(replica.child().hasEnded()).toBe(false);

    group.allow(null);
    const { refreshes, codes } = fleet.identityProvider.counts;
    await expect
      .poll(async () => Promise.all(cookies.map(async (one) => sessionAt(fleet, replica.address, one))), {
        timeout: 30_000,
      })
      .toEqual(cookies.map(() => 200));
    await sleep(1000);
    expect(await all("few")).toEqual(new Set(["served"]));
    // Nobody was renewed or signed in for it.
    const { counts } = fleet.identityProvider;
    expect([counts.refreshes - refreshes, counts.codes - codes]).toEqual([0, 0]);
    await many.destroy();
  },
);
