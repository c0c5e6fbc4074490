import { sql, type Transaction } from "kysely";
import { announce } from "./bus-message.ts";
import type { Database } from "./database.ts";
import { intentColumns, isHeld, notificationRow, toInboxRow, toIntent, toMute, toNotification } from "./inbox-rows.ts";
import { inboxTransaction, lockInbox } from "./inbox-transaction.ts";
import type { InboxRow, InboxStore, PortalNotification } from "./ports/inbox-store.ts";
import { type Owner, ownerDigest } from "./principal.ts";
import type { Tables } from "./tables.ts";

const sweepBatch = 1000;
/** Every one of them is opened with each reading: more than anybody can look through is one person's harm to all. */
const mostKept = 1000;

type Writing = Pick<InboxStore, "transact" | "addNotification" | "welcome" | "announceReturns" | "sweep">;
type Reading = Omit<InboxStore, keyof Writing>;

/** What the portal remembers of inboxes, in PostgreSQL. */
export function postgresInboxStore(database: Database): InboxStore {
  return { ...reading(database), ...writing(database) };
}

function writing({ transaction }: Database): Writing {
  return {
    transact: async (owner, work) =>
      transaction(async (tx) => {
        await lockInbox(tx, owner);
        const result = await work(inboxTransaction(tx, owner));
        await tellPages(tx, owner);
        return result;
      }),

    addNotification: async (owner, notification) =>
      transaction(async (tx) => {
        await addNotification(tx, owner, notification);
        await tellPages(tx, owner);
      }),

    welcome: async ({ issuer, subject }, notification) =>
      transaction(async (tx) => {
        const first = await tx
          .insertInto("person_settings")
          .values({ issuer, subject, preferences: "{}", welcomed_at: notification.createdAt })
          .onConflict((conflict) =>
            conflict
              .columns(["issuer", "subject"])
              .doUpdateSet({ welcomed_at: notification.createdAt })
              .where("person_settings.welcomed_at", "is", null),
          )
          .returning("subject")
          .executeTakeFirst();
        if (first === undefined) {
          return false;
        }
        await addNotification(tx, { issuer, subject }, notification);
        return true;
      }),

    announceReturns: async (at) =>
      transaction(async (tx) => {
        const back = await tx
          .updateTable("inbox_rows")
          .set({ is_returned: true })
          .where("snoozed_until", "<=", at)
          .where("is_returned", "=", false)
          .returning(["issuer", "subject"])
          .execute();
        const owners = new Set(back.map(ownerDigest));
        await announce(
          tx,
          [...owners].map((owner) => ({ type: "inbox_changed", owner })),
        );
        return back.length;
      }),

    async sweep(before) {
      let total = 0;
      for (let swept = sweepBatch; swept >= sweepBatch; total += swept) {
        swept = await transaction(async (tx) => sweepSome(tx, before));
      }
      return total;
    },
  };
}

function reading({ db }: Database): Reading {
  return {
    rows: async (owner, threads) => rowsOf(db, owner, threads),

    async history({ issuer, subject }, since, limit) {
      const done = db
        .selectFrom("inbox_rows")
        .where((eb) => eb.and({ issuer, subject }))
        .where("done_at", ">=", since);
      const [rows, { total }] = await Promise.all([
        done.selectAll().orderBy("done_at", "desc").limit(limit).execute(),
        done.select(sql<number>`count(*)::int`.as("total")).executeTakeFirstOrThrow(),
      ]);
      return { rows: rows.map(toInboxRow), total };
    },

    async handledSince({ issuer, subject }, since) {
      const { total } = await db
        .selectFrom("inbox_rows")
        .select(sql<number>`count(*)::int`.as("total"))
        .where((eb) => eb.and({ issuer, subject }))
        .where("done_at", ">=", since)
        .executeTakeFirstOrThrow();
      return total;
    },

    async mutes({ issuer, subject }) {
      const rows = await db
        .selectFrom("inbox_mutes")
        .selectAll()
        .where((eb) => eb.and({ issuer, subject }))
        .orderBy("at", "desc")
        .execute();
      return rows.map(toMute);
    },

    async waiting({ issuer, subject }) {
      const rows = await db
        .selectFrom("intents")
        .select([...intentColumns, isHeld.as("is_held")])
        .where((eb) => eb.and({ issuer, subject, state: "waiting" }))
        .orderBy("place")
        .execute();
      return rows.map(toIntent);
    },

    async waitingCount({ issuer, subject }) {
      const { total } = await db
        .selectFrom("intents")
        .select(sql<number>`count(*)::int`.as("total"))
        .where((eb) => eb.and({ issuer, subject, state: "waiting" }))
        .executeTakeFirstOrThrow();
      return total;
    },

    async notifications({ issuer, subject }) {
      const rows = await db
        .selectFrom("portal_notifications")
        .selectAll()
        .where((eb) => eb.and({ issuer, subject }))
        .orderBy("created_at", "desc")
        .orderBy("id")
        .execute();
      return rows.map(toNotification);
    },
  };
}

async function rowsOf(
  db: Database["db"],
  { issuer, subject }: Owner,
  threads: readonly string[],
): Promise<readonly InboxRow[]> {
  // What was put off comes first: it must not be forgotten for what was only read.
  const kept = db
    .selectFrom("inbox_rows")
    .select(["source", "thread"])
    .where((eb) => eb.and({ issuer, subject, is_kept: true }))
    .orderBy(sql`snoozed_until is null`)
    .orderBy("changed_at", "desc")
    .limit(mostKept);
  const rows = await db
    .selectFrom("inbox_rows")
    .selectAll()
    .where((eb) => eb.and({ issuer, subject }))
    .where((eb) =>
      eb.or([
        eb("thread", "=", sql<string>`any(${threads}::text[])`),
        eb(eb.refTuple("source", "thread"), "in", kept.$asTuple("source", "thread")),
      ]),
    )
    .execute();
  return rows.map(toInboxRow);
}

async function tellPages(tx: Transaction<Tables>, owner: Owner): Promise<void> {
  await announce(tx, [{ type: "inbox_changed", owner: ownerDigest(owner) }]);
}

/** For transactions that tell a person something beside what they do. */
export async function addNotification(
  tx: Transaction<Tables>,
  owner: Owner,
  notification: PortalNotification,
): Promise<void> {
  await tx
    .insertInto("portal_notifications")
    .values(notificationRow(owner, notification))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Rows that somebody still waits for stay: a snooze may be longer than the history. */
async function sweepSome(tx: Transaction<Tables>, before: Date): Promise<number> {
  const batch = sql`${sweepBatch}`;
  const deleted = await Promise.resolve([
    await sql`delete from inbox_rows where ctid in (select ctid from inbox_rows
      where changed_at < ${before} and (snoozed_until is null or snoozed_until < ${before}) limit ${batch})`.execute(
      tx,
    ),
    await sql`delete from intents where ctid in (select ctid from intents
      where state <> 'waiting' and settled_at < ${before} limit ${batch})`.execute(tx),
    await sql`delete from portal_notifications where ctid in (select ctid from portal_notifications
      where created_at < ${before} limit ${batch})`.execute(tx),
  ]);
  return deleted.reduce((most, { numAffectedRows = 0n }) => Math.max(most, Number(numAffectedRows)), 0);
}
