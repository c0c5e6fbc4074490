import type { Actor } from "@pforte/shared/contract/admin-audit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openReplicas } from "../../test/test-storage.ts";
import type { AuditFacts } from "./audit-rows.ts";

let at = new Date("2026-03-02T09:00:00.123Z");
const replicas = await openReplicas(() => at);
const { database, storage, other } = replicas;
const { audit } = storage.administration;
afterAll(async () => replicas[Symbol.asyncDispose]());

const person = (name: string, subject: string): Actor => ({
  kind: "person",
  issuer: "https://id.example",
  subject,
  name,
});
const facts = (more: Partial<AuditFacts>): AuditFacts => ({
  actor: { kind: "portal" },
  action: "draft.changed",
  target: null,
  before: null,
  after: { "z-ä": [1, 2.5, null], a: { text: "100 % \\ ’" } },
  requestId: null,
  ...more,
});
const sequences = async (filter: Parameters<typeof audit.page>[0]) =>
  (await audit.page(filter, null, 50)).map(({ sequence }) => sequence);
/** Changes a row as somebody could who owns the database. */
const tamper = async (statement: string) => {
  await database.query("alter table audit disable trigger user");
  await database.query(statement);
  await database.query("alter table audit enable trigger user");
};

beforeAll(async () => {
  await audit.append(facts({ actor: person("Katharina Voß", "k"), target: "tiles/mail" }));
  at = new Date("2026-03-02T10:00:00Z");
  await audit.append(facts({ actor: person("Ines 100%", "i"), target: "tiles", action: "role.denied" }));
  at = new Date("2026-03-02T11:00:00Z");
  await audit.append(facts({ actor: { kind: "operator", name: "voss" }, target: "tilesets" }));
});

describe("the audit", () => {
  it("is found by action, actor, target and time", async () => {
    expect(await sequences({})).toEqual([3, 2, 1]);
    expect(await sequences({ actions: ["role.denied"] })).toEqual([2]);
    expect(await sequences({ actor: "vo" })).toEqual([3, 1]);
    expect(await sequences({ actor: "k" })).toEqual([1]);
    expect(await sequences({ actor: "100%" })).toEqual([2]);
    expect(await sequences({ actor: "1%%" })).toEqual([]);
    expect(await sequences({ target: "tiles" })).toEqual([2, 1]);
    const from = new Date("2026-03-02T10:00:00Z");
    expect(await sequences({ from })).toEqual([3, 2]);
    expect(await sequences({ from, until: from })).toEqual([2]);
  });

  it("is read in pages in either direction", async () => {
    expect((await audit.page({}, 3, 1)).map(({ sequence }) => sequence)).toEqual([2]);
    expect((await audit.pageUp({}, { after: 1, upTo: 2 }, 5)).map(({ sequence }) => sequence)).toEqual([2]);
    expect(await audit.last()).toBe(3);
  });

  it("holds together, however many replicas write at the same time", async () => {
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) =>
        (index % 2 === 0 ? storage : other).administration.audit.append(facts({ target: `n/${index}` })),
      ),
    );
    const last = await audit.last();
    expect([last, await audit.isIntact(1, last), await audit.areIntact([last, 5, 1])]).toEqual([33, true, true]);
  });

  it("lets nobody change, delete or empty it", async () => {
    await expect(database.query("update audit set action = 'x'")).rejects.toThrow("append-only");
    await expect(database.query("delete from audit")).rejects.toThrow("append-only");
    await expect(database.query("truncate audit")).rejects.toThrow("append-only");
  });

  it("shows a row that was changed behind its back, in every column", async () => {
    const columns = {
      at: `at + interval '1 second'`,
      actor: `actor || '{"name":"Ines"}'`,
      action: `'draft.discarded'`,
      target: `'tiles/other'`,
      before: `'1'`,
      after: `'{}'`,
      request_id: `'r'`,
      hash: `repeat('0', 64)`,
    };
    for (const [column, value] of Object.entries(columns)) {
      await tamper(`create table kept as select * from audit where sequence = 7`);
      await tamper(`update audit set ${column} = ${value} where sequence = 7`);
      expect([column, await audit.isIntact(1, 33), await audit.areIntact([7])]).toEqual([column, false, false]);
      await tamper(`update audit set ${column} = (select ${column} from kept) where sequence = 7`);
      await tamper("drop table kept");
      expect(await audit.isIntact(1, 33)).toBe(true);
    }
  });

  it("shows that a row was taken out, or swapped with another", async () => {
    await tamper(`create table kept as select * from audit where sequence = 9`);
    await tamper("delete from audit where sequence = 9");
    expect([await audit.isIntact(1, 33), await audit.areIntact([10]), await audit.isIntact(1, 8)]).toEqual([
      false,
      false,
      true,
    ]);
    await tamper("insert into audit select * from kept");
    expect(await audit.isIntact(1, 33)).toBe(true);
    await tamper("update audit set sequence = -sequence where sequence in (12, 13)");
    await tamper("update audit set sequence = 25 + sequence where sequence < 0");
    expect(await audit.isIntact(1, 33)).toBe(false);
  });
});
