import { randomUUID } from "node:crypto";
import { opStatuses, type OpWorkPackage } from "@pforte/e2e/world/openproject-model";
import { readInbox } from "@pforte/shared/contract/inbox";
import { listNextStatuses, listWork, setWorkStatus } from "@pforte/shared/contract/work";
import { describe, expect, test } from "vitest";
import { startWorkPortal } from "../../test/work-portal.ts";

const { inProgress, inReview, done } = opStatuses;

type WorkPortal = Awaited<ReturnType<typeof startWorkPortal>>;

const statusChanges = ({ world }: WorkPortal, item: OpWorkPackage) =>
  world.historyOf(item).filter(({ details }) => details.some(({ property }) => property === "status"));

const change = (item: OpWorkPackage, status: { readonly id: number }, version: string, id = randomUUID()) => ({
  body: { id, item: `projects:${item.id}`, status: String(status.id), version },
});

describe("the work of the signed-in person", () => {
  test("is what is open and theirs, with its source, and leads to the tool", async () => {
    await using stage = await startWorkPortal();
    stage.create("Pegel", { id: 7, dueDate: "2026-12-01", status: inProgress });
    stage.create("Deich", { id: 8, dueDate: "2026-11-27" });
    stage.create("Ablage", { id: 9 });
    stage.create("Fremd", { assignee: stage.deniz });
    const ines = await stage.portal.as("ines");
    const list = await ines.call(listWork, { query: {} });
    expect(list.items.map(({ id, title, dueOn }) => [id, title, dueOn])).toEqual([
      ["projects:8", "Deich", "2026-11-27"],
      ["projects:7", "Pegel", "2026-12-01"],
      ["projects:9", "Ablage", null],
    ]);
    expect(list.items[1]).toMatchObject({
      source: "projects",
      status: { id: "7", name: "In Bearbeitung", isClosed: false },
      href: "https://projekte.example.org/work_packages/7/activity",
      pendingStatus: null,
    });
    expect(list.counts).toEqual([{ source: "projects", open: 3, isCapped: false }]);
    expect(list.sources).toMatchObject([{ source: "projects", name: "Projekte", outcome: { state: "ok" } }]);
    expect((await ines.call(listWork, { query: { limit: "1" } })).items.map(({ id }) => id)).toEqual(["projects:8"]);
  });

  test("is nobody's without a session, and a page that asks for too much is refused", async () => {
    await using stage = await startWorkPortal();
    expect((await stage.portal.nobody.send("GET", "/api/work")).status).toBe(401);
    expect((await stage.portal.nobody.send("POST", "/api/work/status", { body: "{}" })).status).toBe(401);
    const ines = await stage.portal.as("ines");
    for (const query of ["limit=0", "limit=201", "limt=2"]) {
      expect((await ines.send("GET", `/api/work?${query}`)).status).toBe(400);
    }
    expect(stage.openproject.log).toEqual([]);
  });

  test("is not asked for where the person may not use the tool, who is told where to ask for access", async () => {
    await using stage = await startWorkPortal();
    stage.create("Pegel", { id: 7 });
    const tobias = await stage.portal.as("tobias");
    const list = await tobias.call(listWork, { query: {} });
    expect(list.items).toEqual([]);
    expect(list.counts).toEqual([{ source: "projects", open: null, isCapped: false }]);
    expect(list.sources[0]?.outcome).toEqual({
      state: "not_entitled",
      requestAccess: "https://hilfe.example.org/projekte",
    });
    expect(stage.openproject.log).toEqual([]);
  });

  test("needs a first sign-in at the tool, and the page knows where", async () => {
    await using stage = await startWorkPortal();
    const katharina = await stage.portal.as("katharina");
    expect((await katharina.call(listWork, { query: {} })).sources[0]?.outcome).toEqual({
      state: "needs_first_login",
      openAt: "https://projekte.example.org",
    });
  });

  test("stays with its time while the tool is down, and comes back by itself", async () => {
    await using stage = await startWorkPortal({ overrides: { pace: { limits: { breakerOpenMilliseconds: 100 } } } });
    stage.create("Pegel", { id: 7 });
    const ines = await stage.portal.as("ines");
    await ines.call(listWork, { query: {} });
    stage.openproject.levers.break("http500");
    await expect
      .poll(async () => (await ines.call(listWork, { query: {} })).sources[0]?.outcome.state, { timeout: 10_000 })
      .toBe("stale");
    expect((await ines.call(listWork, { query: {} })).items.map(({ id }) => id)).toEqual(["projects:7"]);
    stage.openproject.levers.break("ok");
    await expect
      .poll(async () => (await ines.call(listWork, { query: {} })).sources[0]?.outcome.state, { timeout: 10_000 })
      .toBe("ok");
  }, 30_000);
});

describe("the next status of a piece of work", () => {
  test("is offered as the tool's workflow allows, and set once", async () => {
    await using stage = await startWorkPortal();
    const item = stage.create("Pegel", { id: 7 });
    const ines = await stage.portal.as("ines");
    const { version, statuses } = await ines.call(listNextStatuses, { query: { item: "projects:7" } });
    expect(statuses).toContainEqual({ id: "12", name: "Erledigt", isClosed: true });
    const request = change(item, done, version);
    const reply = await ines.call(setWorkStatus, request);
    expect(reply).toMatchObject({
      outcome: { id: request.body.id, state: "applied" },
      item: { id: "projects:7", status: { name: "Erledigt", isClosed: true }, version: "1", pendingStatus: null },
      overtakenBy: null,
    });
    expect((await ines.call(listWork, { query: {} })).items).toEqual([]);
    expect(await ines.call(setWorkStatus, request)).toEqual(reply);
    expect(statusChanges(stage, item)).toHaveLength(1);
  });

  test("is set once by a double click", async () => {
    await using stage = await startWorkPortal();
    const item = stage.create("Pegel", { id: 7 });
    const ines = await stage.portal.as("ines");
    const request = change(item, inReview, "0");
    const replies = await Promise.all([ines.call(setWorkStatus, request), ines.call(setWorkStatus, request)]);
    // The one that meets the other under way may be told that it waits; the page hears the rest.
    const states = replies.map(({ outcome }) => outcome.state);
    expect(states).toContain("applied");
    expect(states.filter((state) => state !== "applied" && state !== "waiting")).toEqual([]);
    expect((await ines.call(setWorkStatus, request)).outcome.state).toBe("applied");
    expect(statusChanges(stage, item)).toHaveLength(1);
  });

  test("loses against somebody else's, who is named, and creates nothing", async () => {
    await using stage = await startWorkPortal();
    const item = stage.create("Pegel", { id: 7 });
    const ines = await stage.portal.as("ines");
    stage.world.change(item, stage.deniz, { status: inReview });
    expect(await ines.call(setWorkStatus, change(item, done, "0"))).toMatchObject({
      outcome: { state: "overtaken" },
      item: { status: { name: "In Prüfung" }, version: "1" },
      overtakenBy: "Deniz Aslan",
    });
    expect(statusChanges(stage, item)).toHaveLength(1);
    // Whoever was just told needs no notification of it.
    expect(JSON.stringify(await ines.call(readInbox, { query: {} }))).not.toContain("Nicht übernommen");
  });

  test("is not overtaken by what the person did in the tool before, while the page was old", async () => {
    await using stage = await startWorkPortal();
    const item = stage.create("Pegel", { id: 7 });
    const ines = await stage.portal.as("ines");
    stage.world.change(item, stage.me, { status: inProgress });
    expect(await ines.call(setWorkStatus, change(item, done, "0"))).toMatchObject({ outcome: { state: "applied" } });
    expect(item.status.name).toBe("Erledigt");
  });

  test("waits for a tool that is down, is shown as waiting, and is set when the tool is back", async () => {
    await using stage = await startWorkPortal();
    const item = stage.create("Pegel", { id: 7 });
    const ines = await stage.portal.as("ines");
    await ines.call(listWork, { query: {} });
    stage.openproject.levers.break("http500");
    const { body } = change(item, done, "0");
    const shown = { name: "Erledigt", isClosed: true };
    const reply = await ines.call(setWorkStatus, { body: { ...body, shown } });
    expect(reply).toMatchObject({ outcome: { state: "waiting" }, item: null });
    const [waiting] = (await ines.call(listWork, { query: {} })).items;
    expect(waiting).toMatchObject({ status: { name: "Neu" }, pendingStatus: { name: "Erledigt", isClosed: true } });
    stage.openproject.levers.break("ok");
    await expect.poll(() => item.status.name, { timeout: 15_000 }).toBe("Erledigt");
    await expect.poll(async () => (await ines.call(listWork, { query: {} })).items, { timeout: 5000 }).toEqual([]);
    expect(statusChanges(stage, item)).toHaveLength(1);
  }, 30_000);

  test("that lost while it waited is told by the portal, and what the tool has stands", async () => {
    await using stage = await startWorkPortal();
    const item = stage.create("Pegel", { id: 7 });
    const ines = await stage.portal.as("ines");
    await ines.call(listWork, { query: {} });
    stage.openproject.levers.break("http500");
    expect((await ines.call(setWorkStatus, change(item, done, "0"))).outcome.state).toBe("waiting");
    stage.world.change(item, stage.deniz, { status: inReview });
    stage.openproject.levers.break("ok");
    const told = async () => (await ines.call(readInbox, { query: {} })).items.map(({ object }) => object);
    await expect.poll(told, { timeout: 15_000 }).toContainEqual({
      kind: "portal",
      title: "Nicht übernommen: Pegel",
      place: null,
      href: "https://projekte.example.org/work_packages/7/activity",
    });
    expect(item.status.name).toBe("In Prüfung");
    expect((await ines.call(listWork, { query: {} })).items[0]?.pendingStatus).toBeNull();
  }, 30_000);

  test("of what a person does not have is not found, and the tool is not asked", async () => {
    await using stage = await startWorkPortal();
    const ines = await stage.portal.as("ines");
    for (const item of ["projects", "files:7", ":7", "portal:7"]) {
      const query = new URLSearchParams({ item });
      expect((await ines.send("GET", `/api/work/statuses?${query.toString()}`)).status).toBe(404);
      const body = JSON.stringify({ id: randomUUID(), item, status: "7", version: "0" });
      expect((await ines.send("POST", "/api/work/status", { body })).status).toBe(404);
    }
    expect(stage.openproject.log).toEqual([]);
    expect((await ines.send("GET", "/api/work/statuses?item=projects:99")).status).toBe(404);
  });

  test("cannot be offered while the tool is down, which the page is told with the name of the source", async () => {
    await using stage = await startWorkPortal();
    stage.create("Pegel", { id: 7 });
    const ines = await stage.portal.as("ines");
    stage.openproject.levers.break("http500");
    const response = await ines.send("GET", "/api/work/statuses?item=projects:7");
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: "source_unavailable", source: "projects" });
  });

  test("leaves nothing of its content in the log", async () => {
    await using stage = await startWorkPortal();
    const item = stage.create("Canary-Titel", { id: 7 });
    const ines = await stage.portal.as("ines");
    await ines.call(listWork, { query: {} });
    stage.world.change(item, stage.deniz, { status: inReview });
    await ines.call(setWorkStatus, change(item, done, "0"));
    for (const canary of ["Canary-Titel", "Deniz", "eyJ"]) expect(stage.portal.logLines.join("")).not.toContain(canary);
  });
});
