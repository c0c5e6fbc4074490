import { describe, expect, test } from "vitest";
import { startOpenProjectStage } from "../../../test/openproject-stage.ts";

const web = "https://projekte.example.org";

describe("OpenProject's notifications", () => {
  test("are empty where nothing is unread", async () => {
    await using stage = await startOpenProjectStage();
    expect(await stage.notifications.list?.(stage.call)).toEqual({
      notifications: [],
      unread: 0,
      isCapped: false,
      dropped: 0,
    });
  });

  test("come newest first, belong together by work package, and lead to its activity", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, deniz, helga, project } = stage;
    const dike = world.create({ id: 77, project, author: me, subject: "Deichrückbau", assignee: me });
    const other = world.create({ id: 78, project, author: me, subject: "Pegel", assignee: me });
    world.comment(dike, deniz, "Anlage 3 fehlt noch.");
    world.comment(other, helga, "Erledigt.");
    world.comment(dike, helga, "@Ines Marquardt Bitte **bis Freitag** [lesen](https://example.org/x).", [me]);
    const list = await stage.notifications.list?.(stage.call);
    expect(list?.unread).toBe(3);
    expect(
      list?.notifications.map(({ thread, reason, actor, text, isMention, isRead }) => [
        thread,
        reason,
        actor,
        text,
        isMention,
        isRead,
      ]),
    ).toEqual([
      ["wp:77", "mentioned", "Helga Brandstetter", "@Ines Marquardt Bitte bis Freitag lesen.", true, false],
      ["wp:78", "commented", "Helga Brandstetter", "Erledigt.", false, false],
      ["wp:77", "commented", "Deniz Aslan", "Anlage 3 fehlt noch.", false, false],
    ]);
    expect(list?.notifications[0]?.object).toEqual({
      kind: "work_package",
      title: "Deichrückbau",
      place: "Hochwasserschutz",
      href: `${web}/work_packages/77/activity`,
    });
  });

  test("say assigned only of the assignment itself, and what else happened in the person's language", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, deniz, helga, project } = stage;
    const dike = world.create({ id: 77, project, author: helga, subject: "Deichrückbau" });
    world.change(dike, helga, { assignee: me });
    world.change(dike, deniz, { dueDate: "2026-12-04" });
    const german = await stage.notifications.list?.(stage.callWith("de"));
    expect(german?.notifications.map(({ reason, text }) => [reason, text])).toEqual([
      ["changed", "Endtermin wurde auf 04.12.2026 gesetzt"],
      ["assigned", null],
    ]);
    const english = await stage.notifications.list?.(stage.callWith("en"));
    expect(english?.notifications[0]?.text).toBe("Finish date set to 12/04/2026");
  });

  test("say what else was changed together with the assignment, and keep their order where ids do not have it", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, helga, project } = stage;
    const dike = world.create({ id: 77, project, author: helga, subject: "Deichrückbau" });
    world.comment(dike, helga, "vor der Zuweisung");
    world.change(dike, helga, { assignee: me, dueDate: "2026-12-04" });
    world.comment(dike, helga, "gestern nachgetragen", [], new Date(Date.now() - 86_400_000));
    const list = await stage.notifications.list?.(stage.call);
    expect(list?.notifications.map(({ reason, text }) => [reason, text])).toEqual([
      ["assigned", "Endtermin wurde auf 04.12.2026 gesetzt"],
      ["commented", "gestern nachgetragen"],
    ]);
  });

  test("are told of work that was given to a person when it was made", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, helga, project } = stage;
    world.create({ project, author: helga, subject: "Pegel", assignee: me });
    const list = await stage.notifications.list?.(stage.call);
    expect(list?.notifications.map(({ reason }) => reason)).toEqual(["assigned"]);
  });

  test.each([
    ["responsible", "responsible"],
    ["watched", "watched"],
    ["subscribed", "watched"],
    ["created", "created"],
    ["processed", "changed"],
    ["prioritized", "changed"],
    ["scheduled", "changed"],
    ["shared", "shared"],
    ["reminder", "reminder"],
  ])("translate the reason %s to %s", async (theirs, ours) => {
    await using stage = await startOpenProjectStage();
    const { world, me, helga, project } = stage;
    const pegel = world.create({ project, author: helga, subject: "Pegel" });
    world.notify({ recipient: me, workPackage: pegel, reason: theirs });
    const [only] = (await stage.notifications.list?.(stage.call))?.notifications ?? [];
    expect(only).toMatchObject({ reason: ours, isMention: false, actor: null, text: null });
  });

  test("name the day of a date alert, which nobody caused", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, helga, project } = stage;
    const pegel = world.create({ project, author: helga, subject: "Pegel" });
    const alert = (property: "startDate" | "dueDate") =>
      world.notify({
        recipient: me,
        workPackage: pegel,
        reason: "dateAlert",
        dateAlert: { property, value: "2026-12-04" },
      });
    alert("dueDate");
    alert("startDate");
    const list = await stage.notifications.list?.(stage.call);
    expect(list?.notifications.map(({ reason, actor, text }) => [reason, actor, text])).toEqual([
      ["due", null, "Beginn 4. Dezember 2026"],
      ["due", null, "4. Dezember 2026"],
    ]);
  });

  test("are counted beyond the fifty that are listed", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, helga, project } = stage;
    const pegel = world.create({ project, author: helga, subject: "Pegel", assignee: me });
    for (let count = 1; count < 61; count += 1) world.comment(pegel, helga, `Nummer ${count}`);
    const list = await stage.notifications.list?.(stage.call);
    expect(list).toMatchObject({ unread: 61, isCapped: true, dropped: 0 });
    expect(list?.notifications).toHaveLength(50);
    expect(list?.notifications[0]?.text).toBe("Nummer 60");
  });

  test("are marked in the tool itself, in both directions, and repeating it changes nothing", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, helga, project, notifications, call } = stage;
    const pegel = world.create({ project, author: helga, subject: "Pegel", assignee: me });
    world.comment(pegel, helga, "eins");
    world.comment(pegel, helga, "zwei");
    const listed = (await notifications.list?.(call))?.notifications ?? [];
    const ids = listed.slice(0, 2).map(({ id }) => id);
    expect(await notifications.setRead?.(call, ids, true)).toEqual(ids.map((id) => ({ id, state: "applied" })));
    await notifications.setRead?.(call, ids, true);
    expect((await notifications.list?.(call))?.unread).toBe(1);
    await notifications.setRead?.(call, ids, false);
    expect((await notifications.list?.(call))?.notifications.map(({ id }) => id)).toEqual(listed.map(({ id }) => id));
  });

  test("of other people are neither listed nor marked", async () => {
    await using stage = await startOpenProjectStage();
    const { world, deniz, helga, project, notifications, call } = stage;
    const pegel = world.create({ project, author: helga, subject: "Pegel" });
    const foreign = world.notify({ recipient: deniz, workPackage: pegel, reason: "watched" });
    await notifications.setRead?.(call, [String(foreign.id)], true);
    expect(foreign.isRead).toBe(false);
    expect((await notifications.list?.(call))?.unread).toBe(0);
  });

  test("are gone where an id is none of the tool's, and all others are marked nevertheless", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, helga, project, notifications, call } = stage;
    const pegel = world.create({ project, author: helga, subject: "Pegel" });
    const mine = world.notify({ recipient: me, workPackage: pegel, reason: "watched" });
    expect(await notifications.setRead?.(call, ["x' or 1=1", String(mine.id)], true)).toEqual([
      { id: "x' or 1=1", state: "gone" },
      { id: String(mine.id), state: "applied" },
    ]);
    expect(mine.isRead).toBe(true);
  });

  test("have a mark that changes with what is unread, and asks for no more than one", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, helga, project, notifications, call, standIn } = stage;
    const pegel = world.create({ project, author: helga, subject: "Pegel" });
    const marks = [await notifications.mark?.(call), await notifications.mark?.(call)];
    expect(marks[0]).toBe(marks[1]);
    const first = world.notify({ recipient: me, workPackage: pegel, reason: "watched" });
    marks.push(await notifications.mark?.(call));
    world.setRead(first, true);
    world.notify({ recipient: me, workPackage: pegel, reason: "watched" });
    marks.push(await notifications.mark?.(call));
    expect(new Set(marks).size).toBe(3);
    expect(standIn.log.every(({ call: made }) => made.query.get("pageSize") === "1")).toBe(true);
  });

  test("lose what they are about together with the right to see it", async () => {
    await using stage = await startOpenProjectStage();
    const { world, me, helga, notifications, call } = stage;
    const hidden = world.project("Personal", [helga, me]);
    const pegel = world.create({ project: hidden, author: helga, subject: "Pegel", assignee: me });
    expect((await notifications.list?.(call))?.unread).toBe(1);
    pegel.project.members.delete(me.id);
    expect((await notifications.list?.(call))?.unread).toBe(0);
  });
});
