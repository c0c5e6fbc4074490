import { sql, type Transaction } from "kysely";
import { appendAudit } from "./audit-rows.ts";
import { announce } from "./bus-message.ts";
import type { Database } from "./database.ts";
import { endSessions } from "./end-sessions.ts";
import type { PersonDataStore, PersonRows } from "./ports/person-data-store.ts";
import { ownerDigest, type Owner } from "./principal.ts";
import { lockMeant } from "./provider-logouts.ts";
import type { Tables } from "./tables.ts";

/** Tables whose rows are a person's alone, and go with them. */
const own = [
  "known_people",
  "known_devices",
  "person_settings",
  "person_sources",
  "inbox_rows",
  "inbox_mutes",
  "intents",
  "portal_notifications",
  "announcement_answers",
] as const;

/** What is kept of one person, all over the database. */
export function postgresPersonDataStore({ transaction }: Database, now: () => Date): PersonDataStore {
  return {
    export: async (owner, { actor, requestId }) =>
      transaction(async (tx) => {
        const [
          known = [],
          devices = [],
          settings = [],
          sources = [],
          inbox = [],
          mutes = [],
          intents = [],
          notes = [],
          answers = [],
        ] = await inOrder(own, async (table) => rowsOf(tx, table, owner));
        const data = {
          sessions: await sessionsOf(tx, owner),
          known_people: known,
          // The digest is a key to nothing that the person has.
          known_devices: devices.map(({ device: _digest, ...row }) => row),
          person_settings: settings,
          person_sources: sources,
          inbox_rows: inbox,
          inbox_mutes: mutes,
          intents,
          portal_notifications: notes,
          announcement_answers: answers,
          draft_changes: await doneBy(tx, "draft_changes", "version", owner),
          audit: await doneBy(tx, "audit", "sequence", owner),
        };
        const facts = { action: "person.exported", target: `people/${owner.subject}`, before: null } as const;
        await appendAudit(tx, { actor, requestId, ...facts, after: { ...owner } }, now());
        return data;
      }),

    erase: async (owner, { actor, requestId }) =>
      transaction(async (tx) => {
        // A sign-in that is being stored right now is either among them or comes after.
        await lockMeant(tx, { issuer: owner.issuer, sid: null, subject: owner.subject });
        await endSessions(tx, (eb) => eb.and({ issuer: owner.issuer, subject: owner.subject }), "by_administrator");
        const sessions = await namelessSessions(tx, owner);
        const counts = await inOrder(own, async (table) => [table, await deleteOf(tx, table, owner)] as const);
        const hash = ownerDigest(owner);
        await announce(tx, [
          { type: "preferences_changed", owner: hash },
          { type: "inbox_changed", owner: hash },
          { type: "announcement_answered", owner: hash },
        ]);
        const erased = { sessions, ...Object.fromEntries(counts) };
        const facts = { action: "person.erased", target: `people/${owner.subject}`, before: null } as const;
        await appendAudit(tx, { actor, requestId, ...facts, after: { ...owner, rows: erased } }, now());
        return erased;
      }),
  };
}

/** One statement after the other, because a transaction has one connection. */
async function inOrder<Item, Result>(items: readonly Item[], each: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await each(item));
  return results;
}

type OwnTable = (typeof own)[number];

async function rowsOf(tx: Transaction<Tables>, table: OwnTable, { issuer, subject }: Owner): Promise<PersonRows> {
  const { rows } = await sql<PersonRows[number]>`select * from ${sql.table(table)}
    where issuer = ${issuer} and subject = ${subject}`.execute(tx);
  return rows;
}

async function deleteOf(tx: Transaction<Tables>, table: OwnTable, { issuer, subject }: Owner): Promise<number> {
  const { numAffectedRows } = await sql`delete from ${sql.table(table)}
    where issuer = ${issuer} and subject = ${subject}`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** Tokens and the digest of the session's id are keys and not about the person. */
async function sessionsOf(tx: Transaction<Tables>, { issuer, subject }: Owner): Promise<PersonRows> {
  return tx
    .selectFrom("sessions")
    .select([
      "username",
      "name",
      "groups",
      "is_administrator",
      "created_at",
      "last_active_at",
      "auth_time",
      "ended_at",
      "browser",
      "system",
    ])
    .where((eb) => eb.and({ issuer, subject }))
    .orderBy("created_at")
    .execute();
}

const noDevice = { browser: null, system: null, device: null } as const;

/** The tombstone stays until it is swept, so that nothing late brings a session back; whose it was, nobody can tell. */
async function namelessSessions(tx: Transaction<Tables>, { issuer, subject }: Owner): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable("sessions")
    .set({ issuer: "", subject: "", username: "", name: "", groups: [], provider_session: null, ...noDevice })
    .where((eb) => eb.and({ issuer, subject }))
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Rows that a person is named in: as who did it, or as whom it was about. */
async function doneBy(
  tx: Transaction<Tables>,
  table: "audit" | "draft_changes",
  order: "sequence" | "version",
  { issuer, subject }: Owner,
): Promise<PersonRows> {
  const about =
    table === "audit" ? sql`or (target = ${`people/${subject}`} and after ->> 'issuer' = ${issuer})` : sql``;
  const { rows } = await sql<PersonRows[number]>`select * from ${sql.table(table)}
    where (actor ->> 'issuer' = ${issuer} and actor ->> 'subject' = ${subject}) ${about}
    order by ${sql.ref(order)}`.execute(tx);
  return rows;
}
