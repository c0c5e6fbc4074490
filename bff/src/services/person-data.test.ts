import { randomBytes, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { quietLog } from "../../test/quiet-log.ts";
import { aSession } from "../../test/session-record.ts";
import { nine, openTestStorage } from "../../test/test-storage.ts";
import { createSealer } from "../auth/sealer.ts";
import { exportPerson } from "./person-data.ts";
import { PersonVault } from "./person-vault.ts";

const by = { actor: { kind: "operator", name: "ada" }, requestId: null } as const;
const issuer = "https://id.example.org/realms/pforte";
const tables = [
  "known_people",
  "known_devices",
  "person_settings",
  "person_sources",
  "inbox_rows",
  "inbox_mutes",
  "intents",
  "portal_notifications",
  "announcement_answers",
];

/** Two people with a row in every table; what lies sealed says whose it is. */
async function twoPeople() {
  const database = await createTestDatabase();
  const storage = await openTestStorage(database);
  const sealer = createSealer([{ id: "k", key: randomBytes(32) }]);
  const vault = new PersonVault({ sealer, secret: randomBytes(32), log: quietLog });
  for (const subject of ["ines", "tobias"]) {
    const owner = { issuer, subject };
    const seal = (...place: string[]) => vault.seal(owner, place, { said: `by ${subject}` });
    const [intent, note] = [randomUUID(), randomUUID()];
    const put = async (text: string, ...values: unknown[]) => database.query(text, [issuer, subject, ...values]);
    await storage.sessions.create(aSession({ owner }), { replaces: null, cap: 5 });
    await put("insert into known_people values ($1, $2, $3, $3, '{a}', $4)", subject, nine);
    await put("insert into known_devices values ($1, $2, 'digest', $3, false)", nine);
    await put("insert into person_settings values ($1, $2, '{\"dock\": []}')");
    await put("insert into person_sources values ($1, $2, 'chat', $3)", nine);
    await put(
      "insert into inbox_rows (issuer, subject, source, thread, sealed, changed_at, is_kept) values ($1, $2, 'chat', 't', $3, $4, true)",
      seal("inbox-row", "chat", "t"),
      nine,
    );
    await put("insert into inbox_mutes values ($1, $2, 'chat', 't', $3, $4)", seal("inbox-mute", "chat", "t"), nine);
    await put(
      `insert into intents (issuer, subject, id, source, object, act, sealed, created_at, due_at, state)
        values ($1, $2, $3, 'chat', 'o', 'read', $4, $5, $5, 'waiting')`,
      intent,
      seal("intent", intent, "read", "chat"),
      nine,
    );
    await put(
      "insert into portal_notifications values ($1, $2, $3, 'welcome', $4, $5)",
      note,
      seal("portal-notification", note, "welcome"),
      nine,
    );
    await put("insert into announcement_answers values ('move', 1, $1, $2, $3, $3, 'confirmed', $4)", subject, nine);
  }
  const person = { kind: "person", issuer, subject: "ines", name: "Ines" } as const;
  const looked = { action: "person.looked_up", target: "people", before: null, after: null, requestId: null } as const;
  await storage.administration.audit.append({ actor: person, ...looked });
  return {
    database,
    storage,
    vault,
    rowsOf: async (subject: string) => {
      const counts = tables.map((table) => `(select count(*)::int from ${table} where subject = '${subject}')`);
      const [row] = await database.query(`select array[${counts.join(", ")}] as counts`);
      return row?.["counts"];
    },
    async [Symbol.asyncDispose]() {
      await storage[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

test("all that is kept of one person is handed out with what lies sealed, without tokens and without anybody else", async () => {
  await using people = await twoPeople();
  const { storage, vault } = people;
  const store = storage.administration.personData;
  const data = await exportPerson({ store, vault }, { issuer, subject: "ines" }, by);
  const said = { content: { said: "by ines" } };
  expect(data).toMatchObject({
    person: { issuer, subject: "ines" },
    sessions: [{ username: "ines", name: "Ines Behn" }],
    known_people: [{ username: "ines" }],
    person_settings: [{ preferences: { dock: [] } }],
    person_sources: [{ source: "chat" }],
    inbox_rows: [said],
    inbox_mutes: [said],
    intents: [{ ...said, detail: null }],
    portal_notifications: [said],
    announcement_answers: [{ announcement: "move", answer: "confirmed" }],
    audit: [{ action: "person.looked_up" }],
  });
  const text = JSON.stringify(data);
  expect(text).not.toMatch(/tobias|sealed|token/u);
  const [row] = await people.database.query("select action, actor, target from audit order by sequence desc limit 1");
  expect(row).toEqual({ action: "person.exported", actor: by.actor, target: "people/ines" });
});

test("what is kept of one person is deleted, their sessions are over and without a name, and the audit stays", async () => {
  await using people = await twoPeople();
  const { storage, database } = people;
  const ended: string[] = [];
  storage.bus.subscribe((message) => void ended.push(message.type));
  const erased = await storage.administration.personData.erase({ issuer, subject: "ines" }, by);
  expect(erased).toEqual({ sessions: 1, ...Object.fromEntries(tables.map((table) => [table, 1])) });
  expect(await people.rowsOf("ines")).toEqual(tables.map(() => 0));
  expect(await people.rowsOf("tobias")).toEqual(tables.map(() => 1));
  const sessions = "select subject, name, ended_because, access_token from sessions order by subject";
  expect(await database.query(sessions)).toEqual([
    { subject: "", name: "", ended_because: "by_administrator", access_token: null },
    { subject: "tobias", name: "Ines Behn", ended_because: null, access_token: "sealed-access-first" },
  ]);
  await expect.poll(() => ended).toEqual(expect.arrayContaining(["session_ended", "preferences_changed"]));
  expect(await database.query("select action, after from audit order by sequence")).toEqual([
    { action: "person.looked_up", after: null },
    { action: "person.erased", after: { issuer, subject: "ines", rows: erased } },
  ]);
});
