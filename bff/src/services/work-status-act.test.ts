import { opStatuses } from "@pforte/e2e/world/openproject-model";
import { describe, expect, test } from "vitest";
import { startOpenProjectStage } from "../../test/openproject-stage.ts";
import type { Json, OutboxHandler } from "./outbox.ts";
import { handleWorkStatus, workStatusAct } from "./work-status-act.ts";

const { inProgress, inReview, done } = opStatuses;

/** Only what the handler reads of a task; the outbox itself has tests of its own. */
async function startAct(connector?: object) {
  const stage = await startOpenProjectStage();
  const { world, me, helga, project, connection, call } = stage;
  const item = world.create({ id: 7, project, author: helga, subject: "Pegel", assignee: me });
  const handlers = new Map<string, OutboxHandler<unknown>>();
  handleWorkStatus({
    // The map forgets the type of each payload.
    handle: (kind, _schema, handler) => void handlers.set(kind, handler as OutboxHandler<unknown>),
  });
  const live = { connection: { ...connection, ...(connector !== undefined && { connector }) } };
  const run = async (to: { readonly id: number; readonly name: string; readonly isClosed: boolean }, task: object) =>
    handlers.get(workStatusAct)?.({
      call,
      source: { live },
      payload: { item: "7", status: { ...to, id: String(to.id) }, version: "0" },
      submittedAt: new Date(),
      repetitions: 0,
      applied: null,
      ...task,
    } as Parameters<OutboxHandler<unknown>>[0]);
  const statuses = () =>
    world
      .historyOf(item)
      .flatMap(({ details }) => details.filter(({ property }) => property === "status"))
      .map(({ to }) => to);
  return Object.assign(stage, { item, run, statuses });
}

describe("carrying out a status change", () => {
  test("keeps how things are then for whoever asks", async () => {
    await using act = await startAct();
    expect(await act.run(done, {})).toMatchObject({
      state: "applied",
      detail: { item: { id: "7", status: { name: "Erledigt", isClosed: true } }, by: null },
    });
  });

  test("goes on from an earlier act of the person that came through after this one was meant", async () => {
    await using act = await startAct();
    const first = await act.run(inProgress, {});
    const applied: Json = first?.detail ?? null;
    // So late that the own change alone would not count as older.
    const submittedAt = new Date(Date.now() - 60_000);
    expect(await act.run(done, { applied, submittedAt })).toMatchObject({ state: "applied" });
    expect(act.statuses()).toEqual(["In Bearbeitung", "Erledigt"]);
  });

  test("is overtaken by somebody who changed it after that earlier act", async () => {
    await using act = await startAct();
    const first = await act.run(inProgress, {});
    act.world.change(act.item, act.deniz, { status: inReview });
    const applied: Json = first?.detail ?? null;
    expect(await act.run(done, { applied })).toMatchObject({ state: "overtaken", detail: { by: "Deniz Aslan" } });
    expect(act.statuses()).toEqual(["In Bearbeitung", "In Prüfung"]);
  });

  test("is overtaken by what the person did in the tool after they meant it", async () => {
    await using act = await startAct();
    const submittedAt = new Date(Date.now() - 60_000);
    act.world.change(act.item, act.me, { status: inReview });
    expect(await act.run(done, { submittedAt, repetitions: 3 })).toMatchObject({ state: "overtaken" });
    expect(act.statuses()).toEqual(["In Prüfung"]);
  });

  test("is not overtaken by what they did there before, and is then set on what is there", async () => {
    await using act = await startAct();
    act.world.change(act.item, act.me, { status: inReview }, new Date(Date.now() - 60_000));
    expect(await act.run(done, {})).toMatchObject({ state: "applied" });
    expect(act.statuses()).toEqual(["In Prüfung", "Erledigt"]);
  });

  test("is overtaken by somebody who was faster between the two attempts", async () => {
    await using act = await startAct();
    act.world.change(act.item, act.me, { status: inReview }, new Date(Date.now() - 60_000));
    let patches = 0;
    act.standIn.levers.intercept((seen) => {
      if (seen.method === "PATCH") patches += 1;
      if (seen.method === "PATCH" && patches === 2) act.world.change(act.item, act.deniz, { status: inProgress });
      return false;
    });
    expect(await act.run(done, {})).toMatchObject({ state: "overtaken", detail: { by: "Deniz Aslan" } });
    expect(patches).toBe(2);
    expect(act.item.status).toBe(inProgress);
  });

  test("is refused where the tool has no such act any more", async () => {
    await using act = await startAct({});
    expect(await act.run(done, {})).toEqual({ state: "refused" });
  });
});
