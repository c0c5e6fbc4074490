import { changeDraft, discardDraft, readDraft, type DraftOperation } from "@pforte/shared/contract/admin-draft";
import {
  lintDraft,
  publishDraft,
  readGroups,
  readVersion,
  readVersions,
  rollBack,
} from "@pforte/shared/contract/admin-publish";
import { readHome } from "@pforte/shared/contract/home";
import { failureSchema } from "@pforte/shared/errors/failure";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import type { TestPerson } from "../../test/person.ts";

let portal: TestPortal;
let katharina: TestPerson;
let ines: TestPerson;
beforeAll(async () => {
  const session = { idleSeconds: 1800, absoluteSeconds: 36_000, cacheSeconds: 0, perPerson: 20 };
  portal = await buildTestPortal({ config: { session } });
  [katharina, ines] = [await portal.as("katharina"), await portal.as("ines")];
});
afterAll(async () => portal[Symbol.asyncDispose]());
beforeEach(async () => {
  const { version, changes } = await draft();
  if (changes.length > 0) await katharina.call(discardDraft, { ifMatch: version });
});

const draft = async () => katharina.call(readDraft);
const change = async (...operations: DraftOperation[]) =>
  katharina.call(changeDraft, { ifMatch: (await draft()).version, body: { operations } });
/** All warnings are seen; errors stay. */
const accepted = async () => (await katharina.call(lintDraft)).findings.map(({ id }) => id);
const publish = async (note: string) =>
  katharina.call(publishDraft, { ifMatch: (await draft()).version, body: { note, accepted: await accepted() } });
const renamed = async (name: string): Promise<DraftOperation> => {
  const { portal: before } = (await draft()).document;
  return { op: "put-portal", portal: { ...before, name: { de: name, en: name } } };
};
const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const reply = await katharina.send("POST", path, { body: JSON.stringify(body), headers });
  return { status: reply.status, etag: reply.headers.get("etag"), body: await reply.json() };
};
const codeOf = ({ status, body }: { status: number; body: unknown }) => [status, failureSchema.parse(body).code];
const tagged = (version: number) => ({ "if-match": `"${version}"` });
const restorePath = (version: number) => rollBack.path.replace(":version", String(version));

describe("publishing", () => {
  it("brings the draft into force with its note, and empties the draft", async () => {
    const changed = await change(await renamed("Neues Portal"));
    const after = await publish("Neuer Name");
    expect(after).toMatchObject({
      version: changed.version + 1,
      changes: [],
      published: { document: changed.document },
    });
    await expect.poll(async () => (await ines.call(readHome)).portal.name).toBe("Neues Portal");
    const { version, versions } = await katharina.call(readVersions, { query: {} });
    expect(versions[0]).toMatchObject({
      version,
      note: "Neuer Name",
      rolledBackFrom: null,
      origin: null,
      actor: { kind: "person", name: "Katharina Wendland" },
    });
    const [row] = await portal.database.query("select * from audit order by sequence desc limit 1");
    expect(row).toMatchObject({ action: "configuration.published", after: { version, note: "Neuer Name" } });
  });

  it("asks for the version that was read: absent 428, stale 412, ok a new one (S62)", async () => {
    const { version } = await change(await renamed("Ein Name"));
    const body = { note: "Name", accepted: await accepted() };
    expect(codeOf(await post(publishDraft.path, body))).toEqual([428, "precondition_required"]);
    expect(codeOf(await post(publishDraft.path, body, tagged(version - 1)))).toEqual([412, "version_stale"]);
    expect((await draft()).version).toBe(version);
    expect(await post(publishDraft.path, body, tagged(version))).toMatchObject({
      status: 200,
      etag: `"${version + 1}"`,
    });
  });

  it("takes as many seen warnings as a large portal has that just moved in", async () => {
    const { version } = await change(await renamed("Umgezogen"));
    const others = Array.from(
      { length: 2000 },
      (_, at) => `missing_language:tiles/a-tile-of-a-long-name-${at}:0123456789ab`,
    );
    const body = { note: "Umzug", accepted: [...(await accepted()), ...others] };
    expect((await post(publishDraft.path, body, tagged(version))).status).toBe(200);
  });

  it("takes nothing else: id, owner, version, role, createdBy are 400 (S63)", async () => {
    const { version, published } = await draft();
    for (const field of ["id", "owner", "version", "role", "createdBy"]) {
      const body = { note: "Note", accepted: [], [field]: "katharina" };
      expect([field, ...codeOf(await post(publishDraft.path, body, tagged(version)))]).toEqual([
        field,
        400,
        "bad_request",
      ]);
      const restore = { note: "Note", [field]: "katharina" };
      const answer = await post(restorePath(1), restore, tagged(published.version));
      expect([field, ...codeOf(answer)]).toEqual([field, 400, "bad_request"]);
    }
    expect((await draft()).published.version).toBe(published.version);
  });

  it("stops at errors, whatever was accepted, and at warnings until they were seen", async () => {
    const { document } = await draft();
    const [tile] = document.tiles;
    if (tile === undefined) throw new Error("There is no tile.");
    const picture = `upload:${"0".repeat(64)}.svg`;
    await change({ op: "put-tile", tile: { ...tile, icon: picture } });
    const { version, findings } = await katharina.call(lintDraft);
    expect(findings[0]).toMatchObject({ rule: "missing_picture", severity: "error" });
    const all = { note: "Note", accepted: findings.map(({ id }) => id) };
    const broken = await post(publishDraft.path, all, tagged(version));
    expect(codeOf(broken)).toEqual([422, "not_publishable"]);
    expect(failureSchema.parse(broken.body).issues).toEqual([
      { path: `tiles/${tile.key}`, message: "missing_picture" },
    ]);
    await katharina.call(discardDraft, { ifMatch: version });
    await change({ op: "put-tile", tile: { ...tile, groups: ["/nobody-has-this"] } });
    const warned = await katharina.call(lintDraft);
    const mine = warned.findings.find(({ rule }) => rule === "unknown_group" || rule === "invisible_tile");
    expect(mine?.severity).toBe("warning");
    const others = warned.findings.flatMap(({ id }) => (id === mine?.id ? [] : [id]));
    const unseen = await post(publishDraft.path, { note: "Note", accepted: others }, tagged(warned.version));
    expect(codeOf(unseen)).toEqual([422, "not_publishable"]);
    expect(failureSchema.parse(unseen.body).issues).toEqual([{ path: mine?.path, message: mine?.rule }]);
  });

  it("asks for a fresh sign-in, as rolling back does (S61)", async () => {
    const { published } = await draft();
    await portal.database.query("update sessions set auth_time = now() - interval '16 minutes'");
    for (const path of [publishDraft.path, restorePath(1)]) {
      expect(codeOf(await post(path, {}, tagged(1)))).toEqual([401, "step_up"]);
    }
    await portal.database.query("update sessions set auth_time = now()");
    expect((await draft()).published).toEqual(published);
  });
});

describe("the history", () => {
  it("is read in pages, and each version with its document", async () => {
    const { version, versions, next } = await katharina.call(readVersions, { query: {} });
    expect(versions.map((one) => one.version)).toEqual(Array.from({ length: version }, (_, at) => version - at));
    expect([next, versions.at(-1)?.actor]).toEqual([null, { kind: "operator", name: "first-start" }]);
    const earlier = await katharina.call(readVersions, { query: { before: 2 } });
    expect(earlier).toMatchObject({ version, versions: [{ version: 1 }] });
    const first = await katharina.call(readVersion, { params: { version: 1 } });
    expect(first.document.tiles.length).toBeGreaterThan(3);
    const missing = await katharina.send("GET", "/api/admin/versions/9999");
    expect(codeOf({ status: missing.status, body: await missing.json() })).toEqual([404, "not_found"]);
    const endless = await katharina.send("GET", "/api/admin/versions/2147483648");
    expect(codeOf({ status: endless.status, body: await endless.json() })).toEqual([400, "bad_request"]);
  });

  it("rolls back only from the version in force that was read: absent 428, stale 412, ok a new one (S62)", async () => {
    const { published } = await draft();
    const body = { note: "Zurück" };
    expect(codeOf(await post(restorePath(1), body))).toEqual([428, "precondition_required"]);
    expect(codeOf(await post(restorePath(1), body, tagged(published.version - 1)))).toEqual([412, "version_stale"]);
    expect(codeOf(await post(restorePath(9999), body, tagged(published.version)))).toEqual([404, "not_found"]);
    expect((await draft()).published.version).toBe(published.version);
    expect(await post(restorePath(1), body, tagged(published.version))).toMatchObject({
      status: 200,
      etag: `"${published.version + 1}"`,
      body: { version: published.version + 1, rolledBackFrom: 1, note: "Zurück" },
    });
  });

  it("rolls back to an older document and keeps the draft, marking what no longer fits", async () => {
    await katharina.call(rollBack, {
      params: { version: 1 },
      ifMatch: (await draft()).published.version,
      body: { note: "Zum Anfang" },
    });
    const { document } = await draft();
    const [tile] = document.tiles;
    if (tile === undefined) throw new Error("There is no tile.");
    await change({ op: "put-tile", tile: { ...tile, key: "newcomer", name: { de: "Neu" } } });
    const added = (await publish("Eine Kachel mehr")).published.version;
    await change({ op: "place", item: { tile: "newcomer" }, to: null, index: 0 });
    await change(await renamed("Noch im Entwurf"));
    const { version } = await draft();
    const restored = await katharina.call(rollBack, {
      params: { version: 1 },
      ifMatch: added,
      body: { note: "Zurück" },
    });
    const after = await draft();
    expect(restored).toMatchObject({ version: added + 1, rolledBackFrom: 1 });
    expect([after.version, after.published.document]).toEqual([version + 1, document]);
    expect(after.changes.map(({ dropped }) => dropped === null)).toEqual([false, true]);
    expect(after.document.portal.name.de).toBe("Noch im Entwurf");
    const actions = await portal.database.query("select action from audit order by sequence desc limit 1");
    expect(actions).toEqual([{ action: "configuration.rolled_back" }]);
  });
});

describe("names of groups", () => {
  it("come from sign-ins, with how many people, and from the configuration", async () => {
    const [tile] = (await draft()).document.tiles;
    if (tile === undefined) throw new Error("There is no tile.");
    await change({ op: "put-tile", tile: { ...tile, groups: ["/typed-by-hand"] } });
    const seen = async () => katharina.call(readGroups);
    await expect.poll(async () => (await seen()).people).toBeGreaterThanOrEqual(2);
    const { groups } = await seen();
    expect(groups).toContainEqual({ name: "/typed-by-hand", people: 0, isConfigured: true });
    expect(groups.filter(({ people }) => people > 0).length).toBeGreaterThan(0);
    const names = groups.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });
});
