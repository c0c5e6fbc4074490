import { switchSourceOff } from "@pforte/shared/contract/admin-live";
import { readSources, testSource } from "@pforte/shared/contract/admin-sources";
import { listWork } from "@pforte/shared/contract/work";
import { sourceSchema, type ConfiguredSource } from "@pforte/shared/contract/portal-configuration";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serverAt } from "../../test/link-servers.ts";
import type { TestPerson } from "../../test/person.ts";
import { startToolsPortal, type ToolsPortal } from "../../test/tools-portal.ts";

let stage: ToolsPortal;
let katharina: TestPerson;
beforeAll(async () => {
  stage = await startToolsPortal();
  katharina = await stage.portal.as("katharina");
});
afterAll(async () => stage[Symbol.asyncDispose]());

const published = (key: string) => {
  const found = stage.portal.portal.configuration.current().document.sources.find((source) => source.key === key);
  return sourceSchema.parse(found);
};
async function trial(source: ConfiguredSource) {
  const { steps } = await katharina.call(testSource, { body: { source } });
  return Object.fromEntries(steps.map(({ step, state, detail }) => [step, `${state}: ${detail}`]));
}

describe("the kinds of tools", () => {
  test("are told with a schema of their settings, each of which has a label in both languages", async () => {
    const { kinds } = await katharina.call(readSources);
    expect(kinds.map(({ kind, name }) => [kind, name.de])).toEqual([
      ["matrix", "Matrix"],
      ["nextcloud", "Nextcloud"],
      ["openproject", "OpenProject"],
    ]);
    for (const { kind, settings } of kinds) {
      expect([kind, settings["$schema"], settings["additionalProperties"]]).toEqual([
        kind,
        "https://json-schema.org/draft/2020-12/schema",
        false,
      ]);
      expect([kind, settings["required"] ?? []]).toEqual([kind, []]);
      for (const setting of Object.values(settings["properties"] ?? {})) {
        expect([kind, setting]).toEqual([
          kind,
          expect.objectContaining({ label: { de: expect.any(String), en: expect.any(String) } }),
        ]);
      }
    }
    expect(kinds.find(({ kind }) => kind === "openproject")?.capabilities).toEqual(["notifications", "work"]);
  });

  test("and how sources do are for administrators alone", async () => {
    const ines = await stage.portal.as("ines");
    await expect(ines.call(readSources)).rejects.toMatchObject({ status: 403 });
    const body = { source: published("projects") };
    await expect(ines.call(testSource, { body })).rejects.toMatchObject({ status: 403 });
  });
});

test("how a source does follows the calls of people, and one that is switched off says so", async () => {
  const ines = await stage.portal.as("ines");
  const healthOf = async (key: string) => {
    const { health } = await katharina.call(readSources);
    return health.find((each) => each.key === key);
  };
  await ines.call(listWork, { query: {} });
  const well = await healthOf("projects");
  expect(well).toMatchObject({ state: "ok", lastFailure: null });
  expect(well?.latency?.calls).toBeGreaterThan(0);
  stage.break("projects", "http500");
  await ines.call(listWork, { query: {} });
  await expect
    .poll(async () => healthOf("projects"))
    .toMatchObject({ state: "failing", lastFailure: { reason: "unavailable", status: 500 } });
  stage.break("projects", "ok");
  const off = { source: "projects", reason: { de: "Umzug" } };
  await katharina.call(switchSourceOff, { params: { key: "projects" }, ifMatch: 0, body: { switch: off } });
  expect(await healthOf("projects")).toEqual({
    key: "projects",
    state: "off",
    lastSuccessAt: null,
    lastFailure: null,
    latency: null,
  });
});

describe("a trial of a connection", () => {
  test("goes from the settings to a first call, by the administrator's own token", async () => {
    expect(await trial(published("files"))).toEqual({
      settings: "ok: They fit.",
      address: "ok: It answers.",
      token: "ok: The identity provider gives one.",
      call: expect.stringMatching(/^ok: It works, version \d/u),
    });
  });

  test("takes a source that stands in no version, and leaves nothing behind", async () => {
    const draft = { ...published("files"), key: "files-2" };
    expect((await trial(draft))["call"]).toMatch(/^ok: It works/u);
    const rows = await stage.portal.database.query("select 1 from tool_tokens where source like 'files-2%'");
    expect(rows).toEqual([]);
  });

  test("of a tool with a sign-in of its own makes no device there", async () => {
    const before = stage.matrix.requests.length;
    const steps = await trial(published("chat"));
    expect(steps).toMatchObject({
      token: "ok: The identity provider gives one. The sign-in at the tool itself is not tried.",
      call: expect.stringMatching(/^ok: It works/u),
    });
    const asked = stage.matrix.requests.slice(before).map(({ path }) => path);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((path) => path.includes("/login"))).toEqual([]);
  });

  test("says what is wrong with settings, and tries nothing then", async () => {
    expect(await trial({ ...published("files"), settings: { partBytes: 1, nonsense: true } })).toEqual({
      settings: expect.stringContaining("failed: settings.partBytes"),
      address: "skipped: Not tried, because an earlier step failed.",
      token: "skipped: Not tried, because an earlier step failed.",
      call: "skipped: Not tried, because an earlier step failed.",
    });
    expect((await trial({ ...published("files"), kind: "sharepoint" }))["settings"]).toMatch(
      /^failed: there is no kind/u,
    );
  });

  test.each(["http://tool.example.org/", "https://ines:geheim@tool.example.org/", "https://tool.example.org/?a=b"])(
    "refuses the address %s without calling it",
    async (address) => {
      const { address: outcome } = await trial({ ...published("files"), address, audience: "another" });
      expect(outcome).toBe("failed: It must be https, an origin and a path, nothing else.");
    },
  );

  test("says that nothing is there, without naming the address", async () => {
    const { address } = await trial({ ...published("files"), address: "http://localhost:1", audience: "another" });
    expect(address).toBe("failed: Nothing answers at this address.");
  });

  test("says that the identity provider gives no token for an audience that it does not know", async () => {
    const { token, call } = await trial({ ...published("files"), audience: "nobody-knows-it" });
    expect([token, call]).toEqual([
      expect.stringMatching(/^failed: The identity provider (?:refuses|does not know)/u),
      "skipped: Not tried, because an earlier step failed.",
    ]);
  });

  test("says that another tool answers", async () => {
    const { address, call } = await trial({ ...published("files"), kind: "openproject" });
    expect(address).toBe("ok: It answers.");
    expect(call).toMatch(/^failed: /u);
  });

  test("sends a token for the audience of a published source to no other place (S14)", async () => {
    await using trap = await serverAt("127.0.0.1", (_request, response) => response.writeHead(401).end());
    const steps = await trial({ ...published("files"), address: `http://localhost:${trap.port}` });
    expect(steps).toMatchObject({
      address: "ok: It answers.",
      token: expect.stringMatching(/^skipped: Tokens for this audience go to the published address alone/u),
      call: "skipped: It needs a token.",
    });
    expect(trap.came.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
});
