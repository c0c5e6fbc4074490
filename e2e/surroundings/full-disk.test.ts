import { expect, test } from "vitest";
import { startFleet, type Fleet } from "../bench/fleet.ts";
import { navigate } from "../bench/navigate.ts";
import { openStreamClient } from "../bench/stream-client.ts";
import { ask, openOnlooker } from "../replicas/asking.ts";
import { signInByForm } from "../world/sign-in-driver.ts";
import { isMissing } from "./needs.ts";
import { startOnSmallDisk } from "./small-disk.ts";

const reads = ["/api/session", "/api/home", "/api/cards", "/api/inbox"];
/** Whatever place is left in what the database had already allocated is used up by fewer. */
const mostWrites = 400;

const slowly = { timeout: 15_000, interval: 200 };

/** Where a whole sign-in ends: the status of its last page. */
async function signInStatus(fleet: Fleet, username: string): Promise<{ status: number; body: string }> {
  const { response, body } = await signInByForm({ start: fleet.origin, username, carry: navigate });
  return { status: response?.status ?? 0, body };
}

const page = async (fleet: Fleet, cookie: string): Promise<number> => {
  const headers = { cookie, accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  const answer = await navigate(`${fleet.origin}/`, { method: "GET", redirect: "manual", headers });
  return answer.status;
};

test.skipIf(isMissing("root", "unshare"))(
  "when the database's disk is full, writes are refused with 503, reads go on, nothing acknowledged is lost, a restart explains, and freed space mends it (F26)",
  { timeout: 300_000 },
  async () => {
    await using disk = await startOnSmallDisk();
    await using fleet = await startFleet({
      replicas: 1,
      people: 3,
      hasTools: false,
      startDatabase: async () => disk.postgres,
    });
    const [replica] = fleet.replicas;
    if (replica === undefined) throw new Error("A replica is needed.");
    const { address } = replica;
    const [name = "", other = ""] = fleet.people.map(({ username }) => username);
    const cookie = await fleet.signIn(name);
    const stream = openStreamClient({ address, host: fleet.host, cookie });
    expect(await stream.opened).toBe(200);

    let acknowledged = "before-it-was-full";
    const choose = async (favourite: string) =>
      ask(fleet, address, cookie, { path: "/api/preferences", method: "PATCH", body: { dock: [favourite] } });
    expect(await choose(acknowledged)).toBe(200);
    await disk.fill();
    let refusal = 0;
    for (let write = 0; write < mostWrites && refusal === 0; write += 1) {
      const favourite = `write-${write}-${"x".repeat(40)}`;
      const status = await choose(favourite);
      if (status === 200) acknowledged = favourite;
      else refusal = status;
      const signedIn = refusal === 0 ? await signInStatus(fleet, other) : { status: 200, body: "" };
      if (signedIn.status !== 200) refusal = signedIn.status;
    }
    expect(refusal).toBe(503);
    for (const path of reads) {
      // A machine that is busy may keep a read waiting for its connection for too long; a full disk would keep all of them.
      await expect.poll(async () => [path, await ask(fleet, address, cookie, { path })], slowly).toEqual([path, 200]);
    }
    await expect.poll(async () => page(fleet, cookie), slowly).toBe(200);
    expect((await signInStatus(fleet, other)).body).not.toMatch(/space|53100|sessions/u);
    expect(replica.child().hasEnded()).toBe(false);

    await expect(disk.restart()).rejects.toThrow(/disk with .* is full: free some space/u);
    expect(await page(fleet, cookie)).toBe(503);
    await disk.free();
    await disk.restart();
    await expect.poll(async () => page(fleet, cookie), { timeout: 30_000 }).toBe(200);
    await using onlooker = await openOnlooker(fleet.databaseUrl);
    const { rows } = await onlooker.pool.query("select * from person_settings");
    expect(JSON.stringify(rows)).toContain(acknowledged);
    await expect.poll(async () => (await signInStatus(fleet, other)).status, { timeout: 30_000 }).toBe(200);
    stream.close();
  },
);
