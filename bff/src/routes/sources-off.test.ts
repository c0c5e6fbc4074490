import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { readLive, switchSourceOff, switchSourceOn } from "@pforte/shared/contract/admin-live";
import { answerAnnouncement } from "@pforte/shared/contract/announcements";
import { readCards } from "@pforte/shared/contract/cards";
import { listChatRooms } from "@pforte/shared/contract/chat";
import { readHome } from "@pforte/shared/contract/home";
import { readInbox } from "@pforte/shared/contract/inbox";
import { listWork, setWorkStatus } from "@pforte/shared/contract/work";
import { expect, test } from "vitest";
import { z } from "zod";
import { startGatewayPortal } from "../../test/gateway-portal.ts";
import { openStream } from "../../test/open-stream.ts";
import type { TestPerson } from "../../test/person.ts";
import { startSecondReplica } from "../../test/second-replica.ts";
import { startWorkPortal } from "../../test/work-portal.ts";

const at = { key: "projects" };
const reason = { de: "Der Anbieter behebt eine Störung.", en: "The provider mends a fault." };

const strip = async (who: TestPerson) => (await who.call(readHome)).announcements;
const outcomes = async (who: TestPerson) => (await who.call(listWork, { query: {} })).sources;

test("a source that is switched off is asked nothing any more, by no replica, and is not missed by anything that shows it", async () => {
  const pace = { times: { busy: 60, visible: 60, hidden: 60, pushed: 60, betweenPushes: 60 }, freshMilliseconds: 0 };
  await using stage = await startWorkPortal({ overrides: { pace } });
  const { portal } = stage;
  stage.create("Deich");
  const [ines, katharina] = [await portal.as("ines"), await portal.as("katharina")];
  await using second = await startSecondReplica(portal, { pace });
  const stream = await openStream(portal.origin, ines);
  const calls = () => stage.openproject.log.length;
  const whileWatched = calls();
  await expect.poll(calls).toBeGreaterThan(whileWatched + 2);
  expect((await outcomes(ines)).map(({ source }) => source)).toEqual(["projects"]);
  expect((await second.read(ines, listWork)).items).toHaveLength(1);

  await katharina.call(switchSourceOff, { params: at, ifMatch: 0, body: { switch: { source: "projects", reason } } });
  await expect.poll(() => stream.events()).toContainEqual({ type: "live_changed" });
  await expect.poll(async () => (await second.read(ines, listWork)).sources, { timeout: 2000 }).toEqual([]);
  const before = calls();
  for (const replica of [async () => second.read(ines, listWork), async () => ines.call(listWork, { query: {} })]) {
    expect(await replica()).toMatchObject({ items: [], sources: [] });
  }
  const inbox = await ines.call(readInbox, { query: {} });
  expect(inbox.sources.map(({ source }) => source)).toEqual(["portal"]);
  const change = { id: randomUUID(), item: "projects:1", status: "7", version: "1" };
  expect((await ines.send("POST", setWorkStatus.path, { body: JSON.stringify(change) })).status).toBeGreaterThanOrEqual(
    400,
  );
  await ines.call(readCards, { query: {} });
  await sleep(500);
  expect(calls()).toBe(before);
  await stream.close();
});

test("a source that is off is not among those that the page keeps room for, its tile stays, and the strip says why", async () => {
  await using stage = await startWorkPortal();
  const { portal } = stage;
  const [ines, katharina] = [await portal.as("ines"), await portal.as("katharina")];
  const before = await ines.call(readHome);
  expect(before.sources.map(({ key }) => key)).toEqual(["projects"]);
  const off = { params: at, ifMatch: 0, body: { switch: { source: "projects", reason } } };
  expect(await katharina.call(switchSourceOff, off)).toEqual({ version: 1 });
  const home = await ines.call(readHome);
  expect([home.sources, home.categories, home.dock]).toEqual([[], before.categories, before.dock]);
  expect(home.announcements).toMatchObject([
    { key: "off:projects", severity: "warning", title: "Projekte ist im Portal ausgeschaltet", isSticky: false },
  ]);
  expect(home.announcements[0]?.text).toMatch(/Administration.*\nGrund: Der Anbieter behebt eine Störung\.$/su);
  expect(await (await ines.get("/", { "accept-language": "en" })).text()).toContain("The provider mends a fault.");
  const given = { key: "off:projects", revision: home.announcements[0]?.revision ?? 0, answer: "put_away" as const };
  await ines.call(answerAnnouncement, { body: given });
  expect([await strip(ines), (await strip(katharina)).length]).toEqual([[], 1]);

  expect(await katharina.call(readLive)).toMatchObject({ sourcesOff: [{ switch: { source: "projects", reason } }] });
  expect(await katharina.call(switchSourceOn, { params: at, ifMatch: 1 })).toEqual({ version: 2 });
  expect((await ines.call(readHome)).sources).toEqual(before.sources);
  await expect.poll(async () => (await outcomes(ines))[0]?.outcome.state).toBe("ok");
  await katharina.call(switchSourceOff, off);
  expect(await strip(ines)).toHaveLength(1);
  expect(
    await portal.database.query(
      "select target, before is null as was_on, after is null as is_on from audit where action = 'source.switched' order by sequence",
    ),
  ).toEqual([
    { target: "sources/projects", was_on: true, is_on: false },
    { target: "sources/projects", was_on: false, is_on: true },
    { target: "sources/projects", was_on: true, is_on: false },
  ]);
});

test("a chat that is switched off ends what waits there, and answers its pages that there is no such source", async () => {
  await using world = await startGatewayPortal();
  const { portal, matrix } = world;
  const [ines, katharina] = [await portal.as("ines"), await portal.as("katharina")];
  expect((await world.ask(ines, "GET", "/v3/joined_rooms")).status).toBe(200);
  const first = await (await world.ask(ines, "GET", "/v3/sync?timeout=0")).json();
  const { next_batch: since } = z.object({ next_batch: z.string() }).parse(first);
  const waiting = world.open(ines, `/v3/sync?timeout=30000&since=${since}`).then(
    async ({ statusCode, body }) => [statusCode, await body.text().catch(() => "cut")],
    () => [0, "cut"],
  );
  await expect.poll(() => world.asked().filter(({ path }) => path === "/_matrix/client/v3/sync").length).toBe(2);
  await katharina.call(switchSourceOff, { params: { key: "chat" }, ifMatch: 0, body: { switch: { source: "chat" } } });
  expect((await waiting)[0]).toBe(503);
  matrix.forget();
  expect((await world.ask(ines, "GET", "/v3/joined_rooms")).status).toBe(404);
  expect(await ines.call(listChatRooms, { query: {} })).toMatchObject({ rooms: [], sources: [] });
  await sleep(300);
  expect(matrix.requests).toEqual([]);
});
