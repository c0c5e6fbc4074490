import { setTimeout as sleep } from "node:timers/promises";
import { changeDraft, readDraft, type Draft } from "@pforte/shared/contract/admin-draft";
import { publishDraft, lintDraft } from "@pforte/shared/contract/admin-publish";
import { readHome } from "@pforte/shared/contract/home";
import { cardsRequest, startFleet, type Fleet } from "./fleet.ts";
import { measureLoad, type LoadResult } from "./load.ts";
import { inParallel, percentile } from "./measures.ts";
import { cpuSeconds } from "./process-usage.ts";
import { openStreamClient, type StreamClient } from "./stream-client.ts";
import { insist } from "./streams.ts";
import { table } from "./table.ts";

/** What a publication costs while many pages are open, and what other tools' menus cost. */
export interface AdministrationReport {
  readonly pages: number;
  /** Milliseconds from a page's event until it has the new version. */
  readonly shown: { readonly p50: number; readonly p99: number; readonly most: number };
  /** Requests in the busiest tenth of a second, and in all. */
  readonly busiest: number;
  readonly requests: number;
  readonly cpu: number;
  readonly navigation: readonly LoadResult[];
}

const streamsPerSession = 6;
const sessionsPerPerson = 2;
/** Over how long the pages of a browser spread what they ask for after a publication: as web/src does it. */
const spreadMilliseconds = 1200;

/** Publishes while so many pages are open, then asks for menus as other tools do. */
export async function measureAdministration(pages: number, seconds: number): Promise<AdministrationReport> {
  const people = Math.ceil(pages / (streamsPerSession * sessionsPerPerson)) + 1;
  await using fleet = await startFleet({ replicas: 1, people, hasTools: false, administrators: 1 });
  const publication = await measurePublication(fleet, pages);
  return { ...publication, navigation: await measureNavigation(fleet, seconds) };
}

async function measurePublication(fleet: Fleet, pages: number): Promise<Omit<AdministrationReport, "navigation">> {
  const [replica] = fleet.replicas;
  const [administrator, ...people] = fleet.people;
  if (replica === undefined || administrator === undefined) throw new Error("The fleet is empty.");
  const sessions = people.flatMap(({ username }) => Array.from({ length: sessionsPerPerson }, () => username));
  const cookies = await inParallel(sessions, 8, async (username) => fleet.signIn(username));
  const seats = cookies.flatMap((cookie) => Array.from({ length: streamsPerSession }, () => cookie)).slice(0, pages);
  const shown: number[] = [];
  const asked: number[] = [];
  const visit = async (cookie: string, heardAt: number, version: number): Promise<void> => {
    await sleep(Math.random() * spreadMilliseconds);
    asked.push(performance.now());
    const reply = await fetch(`${replica.address}${readHome.path}`, cardsRequest(cookie));
    const home = readHome.reply.parse(await reply.json());
    if (home.version !== version) throw new Error(`A page got version ${home.version} instead of ${version}.`);
    shown.push(performance.now() - heardAt);
  };
  const visits: Promise<void>[] = [];
  const open = async (cookie: string): Promise<StreamClient> => {
    const client = openStreamClient({
      address: replica.address,
      host: fleet.host,
      cookie,
      isForgetful: true,
      onEvent({ data, at }) {
        const version = /"configuration_published","version":(\d+)/u.exec(data)?.[1];
        if (version !== undefined) visits.push(visit(cookie, at, Number(version)));
      },
    });
    if ((await client.opened) !== 200) throw new Error("A stream was refused.");
    return client;
  };
  const clients = await inParallel(seats, 50, async (cookie) => (await insist(async () => open(cookie))).result);
  await sleep(2000);
  const before = cpuSeconds(replica.child().pid);
  await publish(fleet, replica.address, await fleet.signIn(administrator.username));
  for (let left = 100; visits.length < seats.length && left > 0; left -= 1) await sleep(100);
  if (visits.length < seats.length) throw new Error(`Only ${visits.length} of ${seats.length} pages heard of it.`);
  await Promise.all(visits);
  const cpu = cpuSeconds(replica.child().pid) - before;
  for (const client of clients) client.close();
  const windows = Map.groupBy(asked, (at) => Math.floor(at / 100));
  return {
    pages: seats.length,
    shown: { p50: percentile(shown, 0.5), p99: percentile(shown, 0.99), most: Math.max(...shown) },
    busiest: Math.max(...[...windows.values()].map(({ length }) => length)),
    requests: asked.length,
    cpu,
  };
}

/** A tile gets another place, and that goes out. */
async function publish(fleet: Fleet, address: string, cookie: string): Promise<void> {
  const ask = async (method: string, path: string, version: number | null, body?: unknown): Promise<unknown> => {
    const reply = await fetch(`${address}${path}`, {
      method,
      headers: {
        ...cardsRequest(cookie).headers,
        origin: fleet.origin,
        ...(version !== null && { "if-match": `"${version}"` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!reply.ok) throw new Error(`${method} ${path} was refused with ${reply.status}: ${await reply.text()}`);
    return reply.json();
  };
  const draft: Draft = readDraft.reply.parse(await ask("GET", readDraft.path, null));
  const [category] = draft.document.categories;
  const [item] = category?.items ?? [];
  if (category === undefined || item === undefined) throw new Error("The example has no tiles.");
  const operations = [{ op: "place", item, to: { category: category.key }, index: 2 }];
  const changed = changeDraft.reply.parse(await ask("PATCH", changeDraft.path, draft.version, { operations }));
  const { findings } = lintDraft.reply.parse(await ask("GET", lintDraft.path, null));
  const body = { note: "Moved", accepted: findings.map(({ id }) => id) };
  publishDraft.reply.parse(await ask("POST", publishDraft.path, changed.version, body));
}

async function measureNavigation(fleet: Fleet, seconds: number): Promise<readonly LoadResult[]> {
  const [replica] = fleet.replicas;
  const [, person] = fleet.people;
  if (replica === undefined || person === undefined) throw new Error("The fleet is empty.");
  const url = `${replica.address}/univention/portal/navigation.json?language=de-DE`;
  const { pid } = replica.child();
  const basic = Buffer.from(`${person.username}:${fleet.navigationSecret}`).toString("base64");
  const headers = { host: fleet.host };
  const known = { ...headers, authorization: `Basic ${basic}` };
  return [
    await measureLoad({ name: "menu of a person", url, pid, headers: known, seconds }),
    await measureLoad({ name: "menu of nobody", url, pid, headers, seconds }),
  ];
}

export function showAdministration({ pages, shown, busiest, requests, cpu, navigation }: AdministrationReport): string {
  return [
    table(
      ["a publication", "measured", "aim"],
      [
        ["open pages", String(pages), ""],
        ["new version shown after its event, p50 ms", shown.p50.toFixed(0), ""],
        ["p99 ms", shown.p99.toFixed(0), ""],
        ["at most, ms", shown.most.toFixed(0), "≤ 2000"],
        ["requests, one per page", String(requests), String(pages)],
        ["requests in the busiest tenth of a second", String(busiest), ""],
        ["CPU of the portal, s", cpu.toFixed(2), ""],
      ],
    ),
    table(
      ["menus of other tools", "CPU ms/request", "requests/s", "failed", "aim"],
      navigation.map((each) => [
        each.name,
        each.cpu.toFixed(3),
        each.perSecond.toFixed(0),
        String(each.failed),
        "≤ 0.3",
      ]),
    ),
  ].join("\n\n");
}
