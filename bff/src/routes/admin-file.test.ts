import { readFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import {
  applyFile,
  configurationExportPath,
  configurationSchemaPath,
  planFile,
  readDrift,
} from "@pforte/shared/contract/admin-code";
import { changeDraft, readDraft, type DraftOperation } from "@pforte/shared/contract/admin-draft";
import { readVersions } from "@pforte/shared/contract/admin-publish";
import { failureSchema } from "@pforte/shared/errors/failure";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import type { TestPerson } from "../../test/person.ts";

const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></svg>';
const picture = `upload:${createHash("sha256").update(svg).digest("hex")}.svg`;

let portal: TestPortal;
let katharina: TestPerson;
beforeAll(async () => {
  portal = await buildTestPortal();
  katharina = await portal.as("katharina");
});
afterAll(async () => portal[Symbol.asyncDispose]());

const draft = async () => katharina.call(readDraft);
const inForce = async () => (await draft()).published;
const plan = async (text: string) => katharina.call(planFile, { body: { text } });
const apply = async (text: string, note = "Aus Git") =>
  katharina.call(applyFile, { ifMatch: (await inForce()).version, body: { text, note } });
const exported = async () => (await katharina.get(configurationExportPath)).text();
const lastAudit = async () => {
  const [row] = await portal.database.query("select * from audit order by sequence desc limit 1");
  return row;
};
const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const reply = await katharina.send("POST", path, { body: JSON.stringify(body), headers });
  return { status: reply.status, body: await reply.json() };
};

const listed = (origin: string, name: string) => `format: pforte/1
origin: ${origin}
manages: listed
tiles:
  - key: wiki
    name: { de: ${name}, en: ${name} }
    icon: wiki
    links: { de: https://wiki.example.org/ }
`;

describe("the configuration as a file", () => {
  it("is exported such that applying it changes nothing", async () => {
    const text = await exported();
    const before = await inForce();
    expect(parse(text)).toMatchObject({ format: "pforte/1", portal: { name: before.document.portal.name } });
    expect(await plan(text)).toEqual({ kind: "plan", version: before.version, origin: null, difference: [] });
    expect(await apply(text)).toEqual({ version: before.version, isChanged: false });
    expect(await inForce()).toEqual(before);
    expect(await exported()).toBe(text);
  });

  it("says with mistakes what they are, where, and changes nothing", async () => {
    const before = await inForce();
    const text = "format: pforte/1\nportal: { dock: [nowhere] }\ntiles: 7\n";
    const { problems } = { problems: [], ...(await plan(text)) };
    expect(problems).toEqual(
      expect.arrayContaining([
        { line: 2, column: 18, path: "portal.dock.0", message: "there is no tile nowhere" },
        expect.objectContaining({ line: 3, column: 1, path: "tiles" }),
      ]),
    );
    const refused = await post(applyFile.path, { text, note: "Aus Git" }, { "if-match": `"${before.version}"` });
    expect([refused.status, failureSchema.parse(refused.body)]).toEqual([
      400,
      expect.objectContaining({
        code: "bad_request",
        issues: expect.arrayContaining([
          { path: "portal.dock.0", message: "line 2, column 18: there is no tile nowhere" },
        ]),
      }),
    ]);
    expect(await inForce()).toEqual(before);
  });

  it("is planned as a difference, applied in one version with its note and origin, and then keeps what it says", async () => {
    const before = await inForce();
    const text = listed("https://git.example.org/portal", "Wiki");
    expect(await plan(text)).toMatchObject({
      kind: "plan",
      version: before.version,
      origin: "https://git.example.org/portal",
      difference: expect.arrayContaining([
        expect.objectContaining({ what: "tile", named: expect.objectContaining({ key: "wiki" }) }),
      ]),
    });
    expect(await apply(text)).toEqual({ version: before.version + 1, isChanged: true });
    expect(await lastAudit()).toMatchObject({
      action: "configuration.applied",
      after: { version: before.version + 1, origin: "https://git.example.org/portal" },
    });
    const { versions } = await katharina.call(readVersions, { query: {} });
    expect(versions[0]).toMatchObject({ note: "Aus Git", origin: "https://git.example.org/portal" });
    const locked = await draft();
    expect(locked.ownership).toMatchObject({ origin: "https://git.example.org/portal", paths: ["tiles/wiki"] });
    const remove: DraftOperation = { op: "remove-tile", key: "wiki" };
    const refused = await katharina.send("PATCH", changeDraft.path, {
      body: JSON.stringify({ operations: [remove] }),
      headers: { "if-match": `"${locked.version}"` },
    });
    expect([refused.status, failureSchema.parse(await refused.json()).code]).toEqual([409, "owned_by_file"]);
    expect(await apply(text)).toEqual({ version: before.version + 1, isChanged: false });
  });

  it("shows what is published and differs from what the file last said", async () => {
    await apply(listed("git", "Wiki"));
    expect(await katharina.call(readDrift)).toEqual({ origin: "git", drift: [] });
    // A file without an origin may change what another one keeps, and leaves that as it is.
    await apply(listed("git", "Lexikon").replace("origin: git\n", ""));
    expect(await katharina.call(readDrift)).toMatchObject({
      origin: "git",
      drift: [
        { kind: "changed", named: { key: "wiki" }, field: "name.de", before: "Wiki", after: "Lexikon" },
        { kind: "changed", field: "name.en" },
      ],
    });
    await apply(listed("git", "Wiki"));
    expect(await katharina.call(readDrift)).toEqual({ origin: "git", drift: [] });
  });

  it("keeps nothing any more once a file of an origin says nothing", async () => {
    await apply(listed("git", "Wiki"));
    expect(await apply("format: pforte/1\norigin: git\n")).toMatchObject({ isChanged: true });
    expect((await draft()).ownership).toBeNull();
    expect(await katharina.call(readDrift)).toEqual({ origin: null, drift: null });
  });

  it("brings its pictures along, and takes them with it again", async () => {
    const text = listed("git", "Wiki").replace("icon: wiki", `icon: ${picture}`);
    const base64 = Buffer.from(svg).toString("base64");
    expect(await plan(text)).toMatchObject({
      kind: "problems",
      problems: [{ message: `there is no picture ${picture}` }],
    });
    await apply(`${text}pictures:\n  ${picture}: ${base64}\n`);
    expect(parse(await exported())).toMatchObject({ pictures: { [picture]: base64 } });
    // Now it is there, and need not come again.
    expect(await plan(text)).toMatchObject({ kind: "plan", difference: [] });
  });

  it("is not applied to another version than the one it was planned for", async () => {
    const { version } = await inForce();
    await apply(listed("git", "Handbuch"));
    const late = await post(
      applyFile.path,
      { text: listed("git", "Wiki"), note: "zu spät" },
      { "if-match": `"${version}"` },
    );
    expect([late.status, failureSchema.parse(late.body).code]).toEqual([412, "version_stale"]);
  });

  it("leaves changes of the draft standing on the new version, and says which no longer fit", async () => {
    await apply("format: pforte/1\norigin: git\n");
    const { version } = await draft();
    const { portal: before } = (await inForce()).document;
    const renamed: DraftOperation = { op: "put-portal", portal: { ...before, name: { de: "Entwurf", en: "Draft" } } };
    const saved = await katharina.call(changeDraft, { ifMatch: version, body: { operations: [renamed] } });
    await apply(listed("git", "Wissen"));
    const after = await draft();
    expect(after.changes).toHaveLength(saved.changes.length);
    expect(after.document.portal.name.de).toBe("Entwurf");
    expect(after.document.tiles.find(({ key }) => key === "wiki")?.name.de).toBe("Wissen");
    await apply("format: pforte/1\norigin: git\nportal: { name: { de: Aus Git } }\n");
    expect((await draft()).changes).toMatchObject([{ dropped: expect.stringContaining("portal/name") }]);
  });

  it("may be larger than any other call, up to a limit", async () => {
    const long = `# ${"x".repeat(200_000)}\n${listed("git", "Groß")}`;
    expect(await plan(long)).toMatchObject({ kind: "plan" });
    const tooLong = await post(planFile.path, { text: "x".repeat(9_000_001) });
    expect([tooLong.status, failureSchema.parse(tooLong.body).code]).toEqual([413, "body_too_large"]);
  });

  it("is for administrators alone", async () => {
    const ines = await portal.as("ines");
    const statuses = [
      (await ines.get(configurationExportPath)).status,
      (await ines.send("POST", planFile.path, { body: JSON.stringify({ text: "" }) })).status,
      (await ines.send("POST", applyFile.path, { body: "{}", headers: { "if-match": '"1"' } })).status,
      (await ines.send("GET", readDrift.path, {})).status,
    ];
    expect(statuses).toEqual([403, 403, 403, 403]);
  });

  it("has a JSON Schema that everybody may read and that is the one of this repository", async () => {
    const reply = await portal.nobody.get(configurationSchemaPath);
    expect([reply.status, reply.headers.get("content-type")]).toEqual([200, "application/schema+json; charset=utf-8"]);
    const kept = await readFile(new URL("../../../deploy/configuration.schema.json", import.meta.url), "utf8");
    // Made by `node bff/src/cli.ts config schema`.
    expect(await reply.json()).toEqual(JSON.parse(kept));
  });
});
