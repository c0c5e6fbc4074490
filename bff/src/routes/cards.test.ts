import { readCards } from "@pforte/shared/contract/cards";
import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { readHome } from "@pforte/shared/contract/home";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { startToolsPortal, type ToolKey, type ToolsPortal } from "../../test/tools-portal.ts";

let tools: ToolsPortal;
let ines: TestPerson;
let katharina: TestPerson;
let tobias: TestPerson;
let passed = 0;
const keys = ["files", "projects", "chat"] as const;

beforeAll(async () => {
  tools = await startToolsPortal({
    config: { session: { idleSeconds: 36_000, absoluteSeconds: 36_000, cacheSeconds: 5, perPerson: 20 } },
    overrides: { now: () => new Date(Date.now() + passed) },
  });
  furnish(tools);
  [ines, katharina, tobias] = await Promise.all([
    tools.portal.as("ines"),
    tools.portal.as("katharina"),
    tools.portal.as("tobias"),
  ]);
}, 60_000);
afterAll(async () => tools[Symbol.asyncDispose]());
afterEach(async () => {
  for (const tool of keys) tools.break(tool, "ok");
  const isWell = async () => said(await read(ines)).every((state) => state === "ok");
  await vi.waitUntil(isWell, { timeout: 10_000 });
});

function furnish({ nextcloud, openproject, matrix, accounts }: ToolsPortal): void {
  const [of, by] = [accounts.get("ines"), accounts.get("katharina")];
  if (of === undefined || by === undefined) throw new Error("Somebody is missing.");
  const file = nextcloud.world.put("ines", "Lagebericht.odt", "Text", { by: "katharina" });
  nextcloud.world.comment(file, "katharina", "Bitte ansehen", { mentions: ["ines"] });
  const project = openproject.world.project("Deich", [of, by]);
  const task = openproject.world.create({ subject: "Deichschau planen", project, author: by, assignee: of });
  openproject.world.comment(task, by, "Bis Freitag?", [of]);
  const room = matrix.homeserver.createRoom({ name: "Referat 42", members: ["ines", "katharina"] });
  matrix.homeserver.say(room, "katharina", "Guten Morgen", { mentions: ["ines"] });
}

const read = async (who: TestPerson, isPatient = true) =>
  who.call(readCards, { query: { patient: isPatient ? "true" : "false" } });

type Reply = Awaited<ReturnType<typeof read>>;

/** What is said of each source, on every card that it feeds. */
function states({ inbox, work, files, chat }: Reply): Record<ToolKey, SourceState[]> {
  const all = [inbox, work, files, chat].flatMap((card) => card?.sources ?? []);
  const of = (source: ToolKey) => all.filter((each) => each.source === source).map(({ outcome }) => outcome);
  return { files: of("files"), projects: of("projects"), chat: of("chat") };
}

/** Each source feeds two cards. */
const said = (reply: Reply) => Object.values(states(reply)).flatMap((each) => each.map(({ state }) => state));
const allWell = Array.from({ length: 6 }, () => "ok");

const titles = ({ inbox, work, files, chat }: Reply) => ({
  inbox: (inbox?.items ?? [])
    .filter(({ source }) => source !== "portal")
    .map(({ object }) => object.title)
    .sort(),
  work: (work?.items ?? []).map(({ title }) => title),
  files: (files?.files ?? []).map(({ name }) => name),
  chat: (chat?.rooms ?? []).map(({ name }) => name),
});

const everything = {
  inbox: ["Deichschau planen", "Lagebericht.odt", "Referat 42"],
  work: ["Deichschau planen"],
  files: ["Lagebericht.odt"],
  chat: ["Referat 42"],
};

describe("the cards of the start page", () => {
  test("come in one answer, each with what its tools hold", async () => {
    const reply = await read(ines);
    expect(titles(reply)).toEqual(everything);
    expect(said(reply)).toEqual(allWell);
  });

  test("are only those that were asked for", async () => {
    const reply = await ines.call(readCards, { query: { cards: "work,chat" } });
    expect(Object.keys(reply).sort()).toEqual(["chat", "work"]);
    const refused = await ines.send("GET", "/api/cards?cards=work,mail");
    expect(refused.status).toBe(400);
  });

  test("say who may not use a tool, and show them nothing of it", async () => {
    const reply = await read(tobias);
    const { files, projects, chat } = states(reply);
    expect([...files, ...projects].map(({ state }) => state)).toEqual(Array.from({ length: 4 }, () => "not_entitled"));
    expect(chat.map(({ state }) => state)).toEqual(["ok", "ok"]);
    expect(titles(reply)).toEqual({ inbox: [], work: [], files: [], chat: [] });
  });

  test("are the same for everybody who waits, whoever leaves (S50)", async () => {
    await Promise.all([read(ines), read(katharina)]);
    for (const tool of keys) tools.break(tool, { slow: 100 });
    const before = await read(ines);
    const origin = tools.portal.origin;
    const leaving = Array.from({ length: 20 }, async (_, at) => {
      const cookie = ines.jar.header(new URL(origin)) ?? "";
      const signal = AbortSignal.timeout(at * 15);
      return fetch(`${origin}/api/cards?patient=true`, { headers: { cookie, "x-portal": "1" }, signal }).then(
        async (response) => response.text(),
        () => null,
      );
    });
    const [mine, theirs] = await Promise.all([read(ines), read(katharina), ...leaving]);
    for (const tool of keys) tools.break(tool, "ok");
    expect(titles(before)).toEqual(everything);
    expect(titles(mine)).toEqual(everything);
    expect(titles(theirs).work).toEqual([]);
  });

  test.each(["stop", "hang", "http500", "garbage", "truncated", "reset", "endless", "http503", "http429"] as const)(
    "keep what is known when a tool answers like this: %s; the others are as they were, and it recovers by itself",
    { timeout: 30_000 },
    async (mode) => {
      for (const tool of keys) {
        await expect
          .poll(async () => states(await read(ines))[tool].map(({ state }) => state), { timeout: 10_000 })
          .toEqual(["ok", "ok"]);
        tools.break(tool, mode);
        const reply = await read(ines);
        const outcomes = states(reply);
        expect(titles(reply)).toEqual(everything);
        for (const state of outcomes[tool]) expect(state).toMatchObject({ state: "stale", since: expect.any(String) });
        const others = keys.filter((other) => other !== tool).flatMap((other) => outcomes[other]);
        expect(others.map(({ state }) => state)).toEqual(["ok", "ok", "ok", "ok"]);
        tools.break(tool, "ok");
        // A tool that asked for quiet is left alone until then: two minutes for one in maintenance.
        if (mode === "http503" || mode === "http429") passed += 130_000;
      }
    },
  );

  test("say that a tool is slow within a second, show what is known, and wait longer when asked to", async () => {
    await read(ines);
    tools.break("files", { slow: 1200 });
    const [quick, patient] = await Promise.all([read(ines, false), read(ines)]);
    tools.break("files", "ok");
    expect(titles(quick)).toEqual(everything);
    expect(states(quick).projects.map(({ state }) => state)).toEqual(["ok", "ok"]);
    expect(states(patient).files.every(({ state }) => state !== "loading")).toBe(true);
  });

  test("show no content that is older than fifteen minutes, and say since when the tool is away", async () => {
    await read(ines);
    tools.break("files", "http500");
    const stale = states(await read(ines)).files;
    passed += 15 * 60_000;
    const reply = await read(ines);
    tools.break("files", "ok");
    expect(titles(reply).files).toEqual([]);
    const since = stale.map((state) => ("since" in state ? state.since : null));
    expect(states(reply).files).toEqual(since.map((each) => ({ state: "unavailable", since: each })));
  });

  test("take away at once what a person may no longer read (S48)", async () => {
    await read(ines);
    tools.nextcloud.levers.intercept((_call, response) => {
      response.writeHead(403, { "content-type": "application/json" }).end("{}");
      return true;
    });
    const reply = await read(ines);
    tools.nextcloud.levers.intercept(null);
    tools.break("files", "http500");
    const later = await read(ines);
    tools.break("files", "ok");
    expect([titles(reply).files, titles(later).files]).toEqual([[], []]);
    expect(states(later).files.map(({ state }) => state)).toEqual(["unavailable", "unavailable"]);
  });

  test("are there with all tools down, and so is the page (F9)", { timeout: 30_000 }, async () => {
    await expect
      .poll(async () =>
        Object.values(states(await read(ines)))
          .flat()
          .map(({ state }) => state),
      )
      .toEqual(Array.from({ length: 6 }, () => "ok"));
    for (const tool of keys) tools.break(tool, "stop");
    const [page, home, reply] = await Promise.all([ines.get("/"), ines.call(readHome), read(ines, false)]);
    expect([page.status, home.sources.map(({ key }) => key)]).toEqual([200, ["files", "projects", "chat"]]);
    expect(titles(reply)).toEqual(everything);
    for (const tool of keys) tools.break(tool, "ok");
  });
});
