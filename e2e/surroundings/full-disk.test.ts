import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { startFleet, type Fleet } from "../bench/fleet.ts";
import { carryByHttp } from "../world/http-carrier.ts";
import { openStreamClient } from "../bench/stream-client.ts";
import { ask, openOnlooker, statusOf } from "../replicas/asking.ts";
import { readDraft, saveNumber } from "../replicas/crash-load.ts";
import { signInByForm } from "../world/sign-in-driver.ts";
import { isMissing } from "./needs.ts";
import { startOnSmallDisk } from "./small-disk.ts";

const reads = ["/api/session", "/api/home", "/api/cards", "/api/inbox"];
/** Whatever place is left in what the database had already allocated is used up by fewer. */
const mostActs = 400;
const samplingMilliseconds = 20_000;
/** Of each, in that time. */
const fewestReads = 10;

/** Where a whole sign-in ends: the status of its last page. */
async function signInStatus(fleet: Fleet, username: string): Promise<{ status: number | string; body: string }> {
  const { response, body } = await signInByForm({ start: fleet.origin, username });
  return { status: statusOf(response?.status ?? 0, response?.headers.get("retry-after")), body };
}

/** What is answered all the while: a busy machine may keep a read waiting for too long, a full disk would keep many. */
async function sampleReads(questions: Readonly<Record<string, () => Promise<number>>>) {
  const answers = new Map(Object.keys(questions).map((path) => [path, [] as number[]]));
  for (const end = performance.now() + samplingMilliseconds; performance.now() < end; await sleep(100)) {
    for (const [path, question] of Object.entries(questions)) answers.get(path)?.push(await question());
  }
  return answers;
}

const page = async (fleet: Fleet, cookie: string): Promise<number> => {
  const headers = { cookie, accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  const answer = await carryByHttp(`${fleet.origin}/`, { method: "GET", redirect: "manual", headers });
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
      administrators: 1,
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

    let { version } = await readDraft(fleet, cookie);
    const saved: number[] = [];
    const save = async (number: number) => {
      const { status, isForNow } = await saveNumber(fleet, cookie, { version, number });
      if (status !== 200) return statusOf(status, isForNow || undefined);
      saved.push(number);
      version += 1;
      return status;
    };
    expect(await save(1)).toBe(200);
    await disk.fill();
    // Each goes on until it is refused for itself.
    const refusals: { write: unknown; signIn: unknown } = { write: null, signIn: null };
    for (let act = 2; act < mostActs && Object.values(refusals).includes(null); act += 1) {
      const written = refusals.write === null ? await save(act) : 200;
      if (written !== 200) refusals.write = written;
      const signedIn = refusals.signIn === null ? (await signInStatus(fleet, other)).status : 200;
      if (signedIn !== 200) refusals.signIn = signedIn;
    }
    expect(refusals).toEqual({ write: 503, signIn: 503 });
    const answers = await sampleReads({
      ...Object.fromEntries(reads.map((path) => [path, async () => ask(fleet, address, cookie, { path })])),
      "/": async () => page(fleet, cookie),
    });
    for (const [path, statuses] of answers) {
      const good = statuses.filter((status) => status === 200).length;
      expect([path, statuses.length >= fewestReads, good >= 0.9 * statuses.length, statuses]).toEqual([
        path,
        true,
        true,
        statuses,
      ]);
    }
    expect((await signInStatus(fleet, other)).body).not.toMatch(/space|53100|sessions/u);
    expect(replica.child().hasEnded()).toBe(false);

    await expect(disk.restart()).rejects.toThrow(/disk with .* is full: free some space/u);
    expect(await page(fleet, cookie)).toBe(503);
    await disk.free();
    await disk.restart();
    await expect.poll(async () => page(fleet, cookie), { timeout: 30_000 }).toBe(200);
    await using onlooker = await openOnlooker(fleet.databaseUrl);
    const numbers = async (column: string, from: string) => {
      const number = `${column} -> 0 -> 'folder' -> 'name' ->> 'de'`;
      const { rows } = await onlooker.pool.query<{ number: string }>(`select ${number} as number from ${from}`);
      return rows.map((row) => Number(row.number)).toSorted((one, another) => one - another);
    };
    // What was refused is not there, and what was acknowledged is there once.
    expect(await numbers("operations", "draft_changes")).toEqual(saved);
    const audited = await onlooker.pool.query("select 1 from audit where action = 'draft.changed'");
    expect(audited.rowCount).toBe(saved.length);
    expect((await readDraft(fleet, cookie)).number).toBe(saved.at(-1));
    expect(await save(mostActs)).toBe(200);
    await expect.poll(async () => (await signInStatus(fleet, other)).status, { timeout: 30_000 }).toBe(200);
    stream.close();
  },
);
