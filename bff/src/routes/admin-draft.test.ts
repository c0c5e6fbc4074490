import { changeDraft, discardDraft, readDraft, type DraftOperation } from "@pforte/shared/contract/admin-draft";
import { failureSchema } from "@pforte/shared/errors/failure";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import type { TestPerson } from "../../test/person.ts";

let portal: TestPortal;
let katharina: TestPerson;
let ines: TestPerson;
beforeAll(async () => {
  portal = await buildTestPortal();
  [katharina, ines] = [await portal.as("katharina"), await portal.as("ines")];
});
afterAll(async () => portal[Symbol.asyncDispose]());

const patch = async (body: unknown, headers: Record<string, string> = {}) => {
  const reply = await katharina.send("PATCH", changeDraft.path, { body: JSON.stringify(body), headers });
  return { status: reply.status, etag: reply.headers.get("etag"), body: await reply.json() };
};
const codeOf = ({ status, body }: { status: number; body: unknown }) => [status, failureSchema.parse(body).code];
const removal = (key: string): { operations: DraftOperation[] } => ({ operations: [{ op: "remove-tile", key }] });
const draft = async () => katharina.call(readDraft);
const tagged = (version: number) => ({ "if-match": `"${version}"` });
const auditOf = async (action: string) =>
  portal.database.query("select * from audit where action = $1 order by sequence desc", [action]);

describe("the draft", () => {
  it("is what is published, with its version as validator", async () => {
    const reply = await katharina.send("GET", readDraft.path);
    const { version, document, published, changes } = readDraft.reply.parse(await reply.json());
    expect(reply.headers.get("etag")).toBe(`"${version}"`);
    expect([document, changes]).toEqual([published.document, []]);
  });

  it("is changed only with the version that was read: absent 428, malformed 400, stale 412, ok a new one (S62)", async () => {
    const { version, document } = await draft();
    const change = removal(document.tiles[0]?.key ?? "");
    expect(codeOf(await patch(change))).toEqual([428, "precondition_required"]);
    expect(codeOf(await patch(change, { "if-match": "*" }))).toEqual([400, "bad_request"]);
    expect(codeOf(await patch(change, tagged(version + 1)))).toEqual([412, "version_stale"]);
    expect((await draft()).changes).toEqual([]);
    const saved = await patch(change, tagged(version));
    expect([saved.status, saved.etag]).toEqual([200, `"${version + 1}"`]);
    expect(codeOf(await patch(change, tagged(version)))).toEqual([412, "version_stale"]);
    const { changes, document: changed } = await draft();
    expect(changes.map(({ operations }) => operations)).toEqual([change.operations]);
    expect(changed.tiles).toHaveLength(document.tiles.length - 1);
    expect(changes[0]?.actor).toMatchObject({ kind: "person", name: "Katharina Wendland" });
  });

  it("is discarded only with the version that was read: absent 428, stale 412, ok a new one (S62)", async () => {
    const { version } = await draft();
    const discard = async (headers: Record<string, string> = {}) => {
      const reply = await katharina.send("DELETE", discardDraft.path, { headers });
      return { status: reply.status, etag: reply.headers.get("etag"), body: await reply.json() };
    };
    expect(codeOf(await discard())).toEqual([428, "precondition_required"]);
    expect(codeOf(await discard(tagged(version - 1)))).toEqual([412, "version_stale"]);
    expect(await discard(tagged(version))).toMatchObject({
      status: 200,
      etag: `"${version + 1}"`,
      body: { changes: [] },
    });
  });

  it("takes nothing that a change does not say: id, owner, version, role, createdBy are 400 (S63)", async () => {
    const { version, document } = await draft();
    const [tile] = document.tiles;
    for (const field of ["id", "owner", "version", "role", "createdBy"]) {
      const outside = { ...removal("mail"), [field]: "katharina" };
      expect([field, ...codeOf(await patch(outside, tagged(version)))]).toEqual([field, 400, "bad_request"]);
      const inside = { operations: [{ op: "put-tile", tile: { ...tile, [field]: "katharina" } }] };
      expect([field, ...codeOf(await patch(inside, tagged(version)))]).toEqual([field, 400, "bad_request"]);
    }
    expect((await draft()).version).toBe(version);
  });

  it("takes as many tiles in one change as a change may have, with all their texts", async () => {
    const { version, document } = await draft();
    const [tile] = document.tiles;
    const description = { de: "ä".repeat(400), en: "x".repeat(400) };
    const operations = Array.from({ length: 200 }, () => ({ op: "put-tile", tile: { ...tile, description } }));
    const saved = await patch({ operations }, tagged(version));
    expect(saved.status).toBe(200);
    await katharina.call(discardDraft, { ifMatch: version + 1 });
  });

  it("refuses a change that does not fit as a whole, and says which part", async () => {
    const { version, document } = await draft();
    const key = document.tiles[0]?.key ?? "";
    const refused = await patch(
      { operations: [...removal(key).operations, { op: "place", item: { tile: "nowhere" }, to: null, index: 0 }] },
      tagged(version),
    );
    expect(codeOf(refused)).toEqual([409, "conflict"]);
    expect(failureSchema.parse(refused.body).issues?.[0]?.path).toBe("operations/1");
    expect((await draft()).document.tiles).toHaveLength(document.tiles.length);
  });

  it("locks what a file keeps, and drops changes to it that were made before", async () => {
    const { drafts } = portal.portal.storage.administration;
    const before = await draft();
    const [first, second] = before.document.tiles.map(({ key }) => key);
    await katharina.call(changeDraft, { ifMatch: before.version, body: removal(first ?? "") });
    const stored = await drafts.read();
    await drafts.publish(
      { draft: stored.version, after: stored.published.version },
      {
        actor: { kind: "operator", name: "test" },
        requestId: null,
        document: stored.published.document,
        note: "file",
        action: "configuration.applied",
        rolledBackFrom: null,
        ownership: { origin: "git", paths: [`tiles/${first}`] },
        remaining: stored.changes,
      },
    );
    const now = await draft();
    expect(now.ownership).toMatchObject({ origin: "git", paths: [`tiles/${first}`] });
    expect(now.changes.map(({ dropped }) => typeof dropped)).toEqual(["string"]);
    expect(now.document).toEqual(now.published.document);
    const refused = await patch(removal(first ?? ""), tagged(now.version));
    expect(codeOf(refused)).toEqual([409, "owned_by_file"]);
    expect(failureSchema.parse(refused.body).issues).toMatchObject([{ path: `tiles/${first}` }]);
    expect((await patch(removal(second ?? ""), tagged(now.version))).status).toBe(200);
    const { version } = await draft();
    await katharina.call(discardDraft, { ifMatch: version });
  });

  it("leaves what no longer fits a version of another origin, and says so", async () => {
    const { version, document, published } = await draft();
    const key = document.tiles[0]?.key ?? "";
    const place: DraftOperation = { op: "place", item: { tile: key }, to: null, index: 0 };
    await katharina.call(changeDraft, { ifMatch: version, body: { operations: [place] } });
    const tiles = document.tiles.filter((tile) => tile.key !== key);
    const categories = document.categories.map(({ items, ...category }) => ({
      ...category,
      items: items.filter((item) => !("tile" in item && item.tile === key)),
    }));
    const by = { actor: "operator:test", note: "elsewhere", after: published.version };
    const portalWithout = { ...document.portal, dock: [] };
    const other = { ...document, portal: portalWithout, tiles, categories, folders: [] };
    await portal.portal.storage.configurations.publish(other, by);
    const after = await draft();
    expect(after.published.version).toBe(published.version + 1);
    expect(after.changes.map(({ dropped }) => typeof dropped)).toEqual(["string"]);
    await katharina.call(discardDraft, { ifMatch: after.version });
  });

  it("is nobody's but the administrators', and each refusal of that role is written down once (S65)", async () => {
    const version = (await draft()).version;
    for (const [method, body] of [["GET"], ["PATCH", JSON.stringify(removal("mail"))], ["DELETE"], ["GET"]] as const) {
      const init = { headers: tagged(version), ...(body !== undefined && { body }) };
      const reply = await ines.send(method, readDraft.path, init);
      expect([method, ...codeOf({ status: reply.status, body: await reply.json() })]).toEqual([
        method,
        403,
        "forbidden",
      ]);
    }
    const denied = async () => (await auditOf("role.denied")).map(({ target }) => target);
    await expect.poll(denied).toEqual([`DELETE ${readDraft.path}`, `PATCH ${readDraft.path}`, `GET ${readDraft.path}`]);
    expect((await draft()).version).toBe(version);
  });
});
