import { opPriorities, opStatuses, opTypes } from "@pforte/e2e/world/openproject-model";
import { describe, expect, test } from "vitest";
import { startOpenProjectStage } from "../../../test/openproject-stage.ts";

const { inProgress, inReview, done } = opStatuses;

describe("OpenProject's work", () => {
  test("is what is open and mine or my group's, by due day, without one last", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, deniz, helga, project, work, call } = stage;
    const unit = world.group("Referat 42", [me, deniz]);
    const of = { project, author: helga };
    world.create({ ...of, id: 1, subject: "ohne Tag", assignee: me });
    world.create({ ...of, id: 2, subject: "spät", assignee: me, dueDate: "2026-12-24" });
    world.create({ ...of, id: 3, subject: "früh", assignee: unit, dueDate: "2026-11-20" });
    world.create({ ...of, id: 4, subject: "erledigt", assignee: me, status: done });
    world.create({ ...of, id: 5, subject: "fremd", assignee: deniz });
    world.create({ ...of, id: 6, subject: "Stein", type: opTypes.milestone, assignee: me, dueDate: "2026-12-01" });
    const list = await work.mine(call, 100);
    expect(list.items.map(({ title, dueOn }) => [title, dueOn])).toEqual([
      ["früh", "2026-11-20"],
      ["Stein", "2026-12-01"],
      ["spät", "2026-12-24"],
      ["ohne Tag", null],
    ]);
    expect(list).toMatchObject({ open: 4, isCapped: false, dropped: 0 });
  });

  test("is shown with what people call it by, and leads to its activity", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, helga, project, work, call } = stage;
    const at = new Date("2026-11-20T08:30:00Z");
    world.create({
      id: 4711,
      project,
      author: helga,
      subject: "Vermerk  freigeben\u202e",
      assignee: me,
      status: inReview,
      priority: opPriorities.high,
      startDate: "2026-11-02",
      dueDate: "2026-11-25",
      percentageDone: 90,
      at,
    });
    expect((await work.mine(call, 100)).items).toEqual([
      {
        id: "4711",
        reference: "4711",
        title: "Vermerk freigeben",
        kind: "Aufgabe",
        project: "Hochwasserschutz",
        status: { id: "8", name: "In Prüfung", isClosed: false },
        priority: "Hoch",
        startOn: "2026-11-02",
        dueOn: "2026-11-25",
        percentDone: 90,
        changedAt: at.toISOString(),
        href: "https://projekte.example.org/work_packages/4711/activity",
        version: "0",
        canChangeStatus: true,
      },
    ]);
  });

  test("opens at the address that the portal calls where no other is configured", async () => {
    await using stage = await startOpenProjectStage({ settings: { web: undefined } });
    const { world, me, helga, project, work, call, standIn, connection } = stage;
    world.create({ id: 7, project, author: helga, subject: "Pegel", assignee: me });
    expect((await work.mine(call, 100)).items[0]?.href).toBe(`${standIn.address}/work_packages/7/activity`);
    expect(connection.openAt).toBe(standIn.address);
  });

  test("is counted beyond what is listed", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, helga, project, work, call } = stage;
    for (let count = 0; count < 12; count += 1)
      world.create({ project, author: helga, subject: `${count}`, assignee: me });
    const list = await work.mine(call, 5);
    expect(list).toMatchObject({ open: 12, isCapped: true });
    expect(list.items).toHaveLength(5);
  });

  test("offers no status where the person may only read", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, helga, work, call } = stage;
    const budget = world.project("Haushalt", [helga], [me]);
    const item = world.create({ id: 9, project: budget, author: helga, subject: "Ansätze", assignee: me });
    expect((await work.mine(call, 100)).items[0]?.canChangeStatus).toBe(false);
    await expect(work.nextStatuses?.(call, "9")).rejects.toMatchObject({ reason: "forbidden" });
    const change = { id: "9", status: String(done.id), version: "0" };
    expect(await work.setStatus?.(call, change)).toMatchObject({ state: "refused", item: { id: "9" } });
    expect(world.historyOf(item)).toHaveLength(1);
  });

  test("has a mark that changes with every change", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, helga, project, work, call } = stage;
    const marks = [await work.mark?.(call), await work.mark?.(call)];
    expect(marks[0]).toBe(marks[1]);
    const pegel = world.create({ project, author: helga, subject: "Pegel", assignee: me });
    marks.push(await work.mark?.(call));
    world.change(pegel, helga, { dueDate: "2026-12-01" }, new Date(Date.now() + 5));
    marks.push(await work.mark?.(call));
    world.change(pegel, helga, { status: done });
    marks.push(await work.mark?.(call));
    expect(new Set(marks).size).toBe(3);
    expect(marks.at(-1)).toBe(marks[0]);
  });

  test("may go where the workflow allows, and says which statuses close it", async () => {
    const workflow = new Map([[inProgress.id, [inReview.id, done.id]]]);
    await using stage = await startOpenProjectStage({ workflow });
    const { world, me, helga, project, work, call } = stage;
    world.create({ id: 7, project, author: helga, subject: "Pegel", assignee: me, status: inProgress });
    expect(await work.nextStatuses?.(call, "7")).toEqual({
      version: "0",
      statuses: [
        { id: "7", name: "In Bearbeitung", isClosed: false },
        { id: "8", name: "In Prüfung", isClosed: false },
        { id: "12", name: "Erledigt", isClosed: true },
      ],
    });
    const refused = { id: "7", status: String(opStatuses.rejected.id), version: "0" };
    expect(await work.setStatus?.(call, refused)).toMatchObject({ state: "refused", item: { status: { id: "7" } } });
  });

  test.each(["99", "../users", "7/../8", "", "7?x=1"])("knows nothing of the work package %j", async (id) => {
    await using stage = await startOpenProjectStage();
    const { work, call } = stage;
    await expect(work.nextStatuses?.(call, id)).rejects.toMatchObject({ reason: "not_found" });
    expect(await work.setStatus?.(call, { id, status: "7", version: "0" })).toEqual({ state: "refused", item: null });
  });
});

describe("one odd entry of OpenProject", () => {
  test("costs itself, is counted, and is not quoted in the log", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, helga, project, work, notifications, call, standIn, log } = stage;
    const pegel = world.create({ id: 7, project, author: helga, subject: "Pegel", assignee: me });
    world.comment(pegel, helga, "Danke!");
    let elements: readonly unknown[] = [{ id: "Canary", subject: 7 }, null, "Canary"];
    standIn.levers.intercept((_seen, response) => {
      const body = { _type: "Collection", total: 9, count: 9, _embedded: { elements }, _links: {} };
      response.writeHead(200, { "content-type": "application/hal+json" }).end(JSON.stringify(body));
      return true;
    });
    expect(await work.mine(call, 100)).toMatchObject({ items: [], open: 9, dropped: 3 });
    expect(await notifications.list?.(call)).toMatchObject({ notifications: [], unread: 9, dropped: 3 });
    const good = {
      id: 8,
      lockVersion: 0,
      subject: "Gut",
      updatedAt: "2026-11-25T08:00:00Z",
      _links: { status: { href: null } },
    };
    elements = [good, { ...good, dueDate: "morgen" }, { ...good, id: 9, __proto__: { x: 1 } }];
    expect((await work.mine(call, 100)).items.map(({ id }) => id)).toEqual(["8", "9"]);
    expect(log.text()).not.toContain("Canary");
    expect(log.text()).toContain("could not be read");
  });
});
