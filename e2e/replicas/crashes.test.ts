import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { expect, test } from "vitest";
import { sessionHash } from "./asking.ts";
import { Acknowledged, askAgain, askOf, readDraft, signInAt, startCrashLoad } from "./crash-load.ts";
import { prepareEmbeddedSite, serversOf, type EmbeddedSite, type Victims } from "./embedded-site.ts";

// By hand: PFORTE_CRASHES=100, for a full run.
const crashes = Number(process.env["PFORTE_CRASHES"] ?? 10);
const victims: readonly Victims[] = ["portal, keeper and server", "portal and keeper", "portal and server"];
const promisedMilliseconds = 5000;

type Cookies = { readonly admin: string; readonly person: string };

/** What of the acknowledged is not as it was; only of this life of the portal, for all of them are looked at in the end. */
async function wrongAfter(site: EmbeddedSite, known: Acknowledged, cookies: Cookies): Promise<readonly string[]> {
  const wrong: string[] = [];
  const recent = (all: ReadonlySet<string>) => [...all].slice(-25);
  for (const [expected, all] of [
    [200, recent(known.living)],
    [401, recent(known.over)],
  ] as const) {
    const statuses = await Promise.all(
      all.map(async (cookie) => (await askAgain(site, cookie, "/api/session")).status),
    );
    wrong.push(...statuses.filter((status) => status !== expected).map((status) => `${status} and not ${expected}`));
  }
  const { number } = await readDraft(site, cookies.admin);
  if (number > known.tried || number < Math.max(0, ...known.saved)) wrong.push(`the draft holds ${number}`);
  // One person chooses; the others have nothing of their own.
  const [chosen] = await query<{ appearance: string }>(
    site,
    "select preferences ->> 'appearance' as appearance from person_settings where preferences ->> 'appearance' is not null",
  );
  const may = [known.choice.sure, ...known.choice.perhaps];
  if (known.choice.sure !== null && !may.includes(chosen?.appearance ?? null)) {
    wrong.push(`${chosen?.appearance} and not ${may.join(" or ")}`);
  }
  return wrong;
}

async function query<Row extends pg.QueryResultRow>(site: EmbeddedSite, text: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: site.databaseUrl() });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Sessions and numbers of all lives that the database does not hold, or holds where they must not be. */
async function wrongInDatabase(site: EmbeddedSite, known: Acknowledged): Promise<readonly string[]> {
  const living = await query<{ hash: string }>(site, "select hash from sessions where ended_at is null");
  const changes = await query<{ number: string }>(
    site,
    "select operations -> 0 -> 'folder' -> 'name' ->> 'de' as number from draft_changes",
  );
  const hashes = new Set(living.map(({ hash }) => hash));
  const numbers = new Set(changes.map(({ number }) => Number(number)));
  return [
    ...[...known.living].filter((cookie) => !hashes.has(sessionHash(cookie))).map(() => "a session is lost"),
    ...[...known.over].filter((cookie) => hashes.has(sessionHash(cookie))).map(() => "a session is back"),
    ...[...known.saved].filter((number) => !numbers.has(number)).map((number) => `change ${number} is lost`),
    ...(numbers.size === changes.length ? [] : ["a change is there twice"]),
  ];
}

async function sessionsOf(site: EmbeddedSite): Promise<Cookies> {
  const signIn = async (username = "") => {
    for (let tries = 1; tries <= 20; tries += 1) {
      const cookie = await signInAt(site, username);
      if (cookie !== null) return cookie;
    }
    throw new Error(`${username} could not sign in.`);
  };
  const [admin, person] = site.people;
  return { admin: await signIn(admin?.username), person: await signIn(person?.username) };
}

test("killing the portal and its database under load loses nothing that was acknowledged, leaves no server behind, and it starts again at once (F24)", async ({
  annotate,
}) => {
  await using site = await prepareEmbeddedSite(5);
  await site.start();
  await site.stop();
  // On a machine that is busy with much else an orderly start takes its time as well, and one after a crash twice that.
  const limit = Math.max(promisedMilliseconds, 2 * (await site.start()));
  const known = new Acknowledged();
  const cookies = await sessionsOf(site);
  let longest = 0;
  for (let round = 0; round < crashes; round += 1) {
    const load = startCrashLoad(site, known, cookies);
    const [living, over] = [known.living.size, known.over.size];
    // Both kinds of word were given in each life.
    const isUnderWay = () => known.living.size > living && known.over.size > over;
    await expect.poll(isUnderWay, { timeout: 30_000, interval: 10, message: String([...known.signOuts]) }).toBe(true);
    await sleep(Math.random() * 300);
    const victim = victims[round % victims.length] ?? "portal and keeper";
    await site.kill(victim);
    await load.stop();
    const took = await site.start();
    longest = Math.max(longest, took);
    expect([round, victim, took < limit ? "in time" : took]).toEqual([round, victim, "in time"]);
    expect([round, victim, (await serversOf(site.dataDir)).length]).toEqual([round, victim, 1]);
    expect([round, victim, await wrongAfter(site, known, cookies)]).toEqual([round, victim, []]);
  }
  expect(await wrongInDatabase(site, known)).toEqual([]);
  expect([known.living, known.over, known.saved].map(({ size }) => size >= crashes)).toEqual([true, true, true]);
  // Anything else would be no sign-out that was cut short by the crash or put off.
  expect([...known.signOuts.keys()].filter((how) => !["303", "0", "503"].includes(how))).toEqual([]);
  await site.stop();
  await expect.poll(async () => serversOf(site.dataDir), { timeout: 10_000 }).toEqual([]);
  await annotate(
    `${crashes} kills, ${known.living.size} sessions, ${known.over.size} ends (${[...known.signOuts].map((each) => each.join(": ")).join(", ")}), ${known.saved.size} changes; the longest start ${Math.round(longest)} ms`,
  );
}, 3_600_000);

test("a second keeper of the same data refuses with a clear word, and people of the first notice nothing (F25)", async () => {
  await using site = await prepareEmbeddedSite(2);
  await site.start();
  const { person } = await sessionsOf(site);
  const program = fileURLToPath(new URL("../world/postgres-starter.ts", import.meta.url));
  const second = spawn(process.execPath, [program, site.dataDir], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  second.stderr.on("data", (part: Buffer) => (said += part.toString()));
  expect(await once(second, "close")).toEqual([1, null]);
  expect(said).toMatch(/The data folder \S+ is in use by process \d+: stop that one first/u);
  expect((await askAgain(site, person, "/api/session")).status).toBe(200);
  const change = { method: "PATCH", body: { appearance: "dark" } } as const;
  await expect.poll(async () => (await askOf(site, person, "/api/preferences", change)).status).toBe(200);
  expect(await serversOf(site.dataDir)).toHaveLength(1);
}, 300_000);
