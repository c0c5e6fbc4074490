import { opStatuses } from "@pforte/e2e/world/openproject-model";
import { describe, expect, test } from "vitest";
import { startOpenProjectStage } from "../../../test/openproject-stage.ts";

const { inProgress, inReview, done } = opStatuses;
const to = (status: { readonly id: number }, version: string) => ({ id: "7", status: String(status.id), version });

async function startWithOne() {
  const stage = await startOpenProjectStage();
  const { world, me, helga, project } = stage;
  const item = world.create({ id: 7, project, author: helga, subject: "Pegel", assignee: me });
  const changes = () =>
    world.historyOf(item).filter(({ details }) => details.some(({ property }) => property === "status"));
  return Object.assign(stage, { item, changes });
}

describe("setting a status in OpenProject", () => {
  test("sets it once and says how things are then, also that it is closed now", async () => {
    await using stage = await startWithOne();
    expect(await stage.work.setStatus?.(stage.call, to(done, "0"))).toMatchObject({
      state: "applied",
      item: { id: "7", version: "1", status: { id: "12", name: "Erledigt", isClosed: true } },
    });
    expect(stage.changes().map(({ user }) => user.name)).toEqual(["Ines Marquardt"]);
  });

  test("leaves one change in the history when the reply was lost and it is repeated", async () => {
    await using stage = await startWithOne();
    stage.standIn.levers.break("lost");
    await expect(stage.work.setStatus?.(stage.call, to(inReview, "0"))).rejects.toMatchObject({
      reason: "unavailable",
    });
    stage.standIn.levers.break("ok");
    expect(await stage.work.setStatus?.(stage.call, to(inReview, "0"))).toMatchObject({
      state: "applied",
      item: { version: "1" },
    });
    expect(stage.changes()).toHaveLength(1);
  });

  test("is overtaken by somebody else's change, says whose, and changes nothing", async () => {
    await using stage = await startWithOne();
    stage.world.change(stage.item, stage.deniz, { status: inProgress });
    stage.world.comment(stage.item, stage.helga, "Danke!");
    expect(await stage.work.setStatus?.(stage.call, to(done, "0"))).toMatchObject({
      state: "overtaken",
      by: "Deniz Aslan",
      ownAt: null,
      item: { version: "1", status: { id: "7", isClosed: false } },
    });
    expect(stage.changes()).toHaveLength(1);
  });

  test("is not overtaken by a comment", async () => {
    await using stage = await startWithOne();
    stage.world.comment(stage.item, stage.helga, "Danke!");
    expect(await stage.work.setStatus?.(stage.call, to(done, "0"))).toMatchObject({ state: "applied" });
  });

  test("says when it was the person themself who was faster", async () => {
    await using stage = await startWithOne();
    const at = new Date("2026-11-25T09:00:00.000Z");
    stage.world.change(stage.item, stage.me, { status: inProgress }, at);
    expect(await stage.work.setStatus?.(stage.call, to(done, "0"))).toMatchObject({
      state: "overtaken",
      by: "Ines Marquardt",
      ownAt: at.toISOString(),
    });
  });

  test("takes the end of an entry that several changes share", async () => {
    await using stage = await startWithOne();
    stage.world.change(stage.item, stage.me, { status: inProgress });
    stage.standIn.levers.intercept((seen, response) => {
      if (!seen.path.endsWith("/activities")) return false;
      const user = { href: `/api/v3/users/${stage.me.id}`, title: "Ines Marquardt" };
      const entry = { details: [{ raw: "Status" }], createdAt: "2026-11-25T08:00:00Z", _links: { user } };
      const elements = [{ ...entry, updatedAt: "2026-11-25T08:04:00Z" }, "odd", { ...entry, details: [] }];
      response
        .writeHead(200, { "content-type": "application/hal+json" })
        .end(JSON.stringify({ _embedded: { elements } }));
      return true;
    });
    expect(await stage.work.setStatus?.(stage.call, to(done, "0"))).toMatchObject({
      state: "overtaken",
      ownAt: "2026-11-25T08:04:00.000Z",
    });
  });

  test("counts as done where somebody set the same status meanwhile", async () => {
    await using stage = await startWithOne();
    stage.world.change(stage.item, stage.deniz, { status: done });
    expect(await stage.work.setStatus?.(stage.call, to(done, "0"))).toMatchObject({ state: "applied" });
    expect(stage.changes()).toHaveLength(1);
  });

  test.each([
    ["too long", 200, "x".repeat(3 * 1024 * 1024)],
    ["not for this person", 403, "{}"],
    ["nonsense", 200, '{"_embedded":{"elements":7}}'],
  ])("is overtaken by nobody in particular where the journal is %s", async (_name, status, body) => {
    await using stage = await startWithOne();
    stage.world.change(stage.item, stage.deniz, { status: inProgress });
    stage.standIn.levers.intercept((seen, response) => {
      if (!seen.path.endsWith("/activities")) return false;
      response.writeHead(status, { "content-type": "application/hal+json" }).end(body);
      return true;
    });
    const outcome = await stage.work.setStatus?.(stage.call, to(done, "0"));
    expect(outcome).toMatchObject({ state: "overtaken", by: null, item: { version: "1" } });
    expect(outcome).not.toHaveProperty("ownAt");
  });

  test("waits for a journal that cannot be read just now", async () => {
    await using stage = await startWithOne();
    stage.world.change(stage.item, stage.deniz, { status: inProgress });
    stage.standIn.levers.intercept((seen, response) => {
      if (!seen.path.endsWith("/activities")) return false;
      response.writeHead(503).end();
      return true;
    });
    await expect(stage.work.setStatus?.(stage.call, to(done, "0"))).rejects.toMatchObject({ reason: "unavailable" });
  });

  test("is said to be closed by the list of statuses where the reply does not tell, and does not wait for it", async () => {
    await using stage = await startWithOne();
    let isWell = true;
    stage.standIn.levers.intercept((seen, response) => {
      if (seen.method === "PATCH") {
        const links = { status: { href: "/api/v3/statuses/12", title: "Erledigt" } };
        const bare = { id: 7, lockVersion: 1, subject: "Pegel", updatedAt: "2026-11-25T08:00:00Z", _links: links };
        response.writeHead(200, { "content-type": "application/hal+json" }).end(JSON.stringify(bare));
        return true;
      }
      if (isWell) return false;
      response.writeHead(500).end();
      return true;
    });
    expect(await stage.work.setStatus?.(stage.call, to(done, "0"))).toMatchObject({
      state: "applied",
      item: { status: { name: "Erledigt", isClosed: true } },
    });
    isWell = false;
    expect(await stage.work.setStatus?.(stage.call, to(done, "0"))).toMatchObject({
      state: "applied",
      item: { status: { name: "Erledigt", isClosed: false } },
    });
  });

  test("is refused where the work package is not there any more, or is none", async () => {
    await using stage = await startWithOne();
    stage.world.workPackages.delete(7);
    expect(await stage.work.setStatus?.(stage.call, to(done, "0"))).toEqual({ state: "refused", item: null });
    expect(await stage.work.setStatus?.(stage.call, to(done, "one"))).toEqual({ state: "refused", item: null });
  });

  test.each(["http500", "http503", "http429", "reset", "garbage", "truncated"] as const)(
    "throws at %s, so that it is worth a repetition",
    async (mode) => {
      await using stage = await startWithOne();
      stage.standIn.levers.break(mode);
      const error: unknown = await stage.work.setStatus?.(stage.call, to(done, "0")).catch((thrown: unknown) => thrown);
      expect(["unavailable", "rate_limited", "bad_response"]).toContain(Object(error).reason);
    },
  );
});
