import { actorSchema } from "@pforte/shared/contract/admin-audit";
import { sql, type Selectable, type Transaction } from "kysely";
import { appendAudit } from "./audit-rows.ts";
import { announce } from "./bus-message.ts";
import type { Database } from "./database.ts";
import type { LiveItem, LiveKind, LiveStore } from "./ports/live-store.ts";
import { ownerDigest } from "./principal.ts";
import type { Tables } from "./tables.ts";

const kinds: readonly string[] = ["announcement", "maintenance", "source_off"] satisfies LiveKind[];
/** The first part of what the audit says that it is about. */
const places: Readonly<Record<LiveKind, string>> = {
  announcement: "announcements",
  maintenance: "maintenances",
  source_off: "sources",
};

// With every start page of who is not in memory.
const answersText =
  "select announcement, revision, answer, at from announcement_answers where issuer = $1 and subject = $2";

/** Announcements, maintenances and switched-off sources, and what people answered. */
export function postgresLiveStore({ db, prepared, transaction }: Database, now: () => Date): LiveStore {
  return {
    async items() {
      const rows = await db.selectFrom("live_items").selectAll().where("body", "is not", null).execute();
      return rows.flatMap(toItem);
    },

    async find(kind, key) {
      const row = await db
        .selectFrom("live_items")
        .selectAll()
        .where("kind", "=", kind)
        .where("key", "=", key)
        .executeTakeFirst();
      return row === undefined ? null : (toItem(row)[0] ?? null);
    },

    put: async (item, version, by) => transaction(async (tx) => put(tx, item, version, by, now())),

    async answersOf({ issuer, subject }) {
      const rows = await prepared<Omit<Selectable<Tables["announcement_answers"]>, "issuer" | "subject">>(
        "find-announcement-answers",
        answersText,
        [issuer, subject],
      );
      return rows.map(({ announcement, revision, answer, at }) => ({ announcement, revision, answer, at }));
    },

    answer: async (owner, { username, name }, { announcement, revision, answer }) =>
      transaction(async (tx) => {
        await tx
          .insertInto("announcement_answers")
          .values({ ...owner, username, name, announcement, revision, answer, at: now() })
          .onConflict((conflict) =>
            conflict
              .columns(["announcement", "revision", "issuer", "subject"])
              .doUpdateSet((eb) => ({
                username: eb.ref("excluded.username"),
                name: eb.ref("excluded.name"),
                answer: eb.ref("excluded.answer"),
                at: eb.ref("excluded.at"),
              }))
              .where("announcement_answers.answer", "=", "put_away")
              .where(sql<boolean>`excluded.answer = 'confirmed'`),
          )
          .execute();
        await announce(tx, [{ type: "announcement_answered", owner: ownerDigest(owner) }]);
      }),

    takeBack: async (owner, announcement, revision) =>
      transaction(async (tx) => {
        await tx
          .deleteFrom("announcement_answers")
          .where((eb) => eb.and({ ...owner, announcement, revision, answer: "put_away" }))
          .execute();
        await announce(tx, [{ type: "announcement_answered", owner: ownerDigest(owner) }]);
      }),

    async proof(announcement) {
      return db
        .selectFrom("announcement_answers")
        .select(["name", "username", "at", "revision"])
        .where("announcement", "=", announcement)
        .where("answer", "=", "confirmed")
        .orderBy("at")
        .orderBy("username")
        .execute();
    },

    async confirmedCounts() {
      const rows = await db
        .selectFrom("announcement_answers")
        .innerJoin("live_items", "live_items.key", "announcement_answers.announcement")
        .where("live_items.kind", "=", "announcement")
        .where("announcement_answers.answer", "=", "confirmed")
        .where(sql<boolean>`(live_items.body ->> 'revision')::integer = announcement_answers.revision`)
        .select(["announcement_answers.announcement", (eb) => eb.fn.countAll<string>().as("people")])
        .groupBy("announcement_answers.announcement")
        .execute();
      return new Map(rows.map(({ announcement, people }) => [announcement, Number(people)]));
    },

    sweep: async (before) => sweep(db, before),
  };
}

async function sweep(db: Database["db"], before: Date): Promise<number> {
  const rows = await db
    .selectFrom("live_items")
    .select(["key", "changed_at", "body", sql<string | null>`body -> 'announcement' ->> 'until'`.as("until")])
    .where("kind", "=", "announcement")
    .execute();
  const kept = rows.filter((row) => isNotOverSince(row, before)).map(({ key }) => key);
  const swept = await db
    .deleteFrom("announcement_answers")
    .where(sql<boolean>`announcement <> all(${kept}::text[])`)
    // Whatever it is about: what was said a moment ago is never over for longer than that.
    .where("at", "<", before)
    .executeTakeFirst();
  return Number(swept.numDeletedRows);
}

/**
 * It holds, will hold, or ended later than that; removed ones ended when they were removed. Compared here: the contract
 * takes offsets that the database does not know, and one such would keep everybody's answers for ever.
 */
function isNotOverSince(
  {
    body,
    changed_at: changedAt,
    until,
  }: Pick<Selectable<Tables["live_items"]>, "body" | "changed_at"> & {
    readonly until: string | null;
  },
  before: Date,
): boolean {
  if (body === null) return changedAt >= before;
  return until === null || !(Date.parse(until) < before.getTime());
}

async function put(
  tx: Transaction<Tables>,
  { kind, key, body: make }: Parameters<LiveStore["put"]>[0],
  version: number,
  { actor, action, requestId }: Parameters<LiveStore["put"]>[2],
  at: Date,
): Promise<LiveItem | null> {
  const row = await locked(tx, kind, key);
  // A removed one is not there for whoever writes, but its versions go on.
  const found = row.body === null ? 0 : row.version;
  if (found !== version || (found === 0 && make === null)) return null;
  const next = row.version + 1;
  const body = make === null ? null : make(next, row.body);
  const item = { kind, key, version: next, body, changedAt: at, changedBy: actor };
  if (!(await write(tx, item, row.version > 0))) return null;
  await announce(tx, [{ type: "live_changed" }]);
  const facts = { actor, action, requestId, target: `${places[kind]}/${key}`, before: row.body, after: body };
  await appendAudit(tx, facts, at);
  return item;
}

/** The row for nobody else to change; version 0 where there is none. */
async function locked(tx: Transaction<Tables>, kind: LiveKind, key: string) {
  const row = await tx
    .selectFrom("live_items")
    .select(["version", "body"])
    .where("kind", "=", kind)
    .where("key", "=", key)
    .forUpdate()
    .executeTakeFirst();
  return row ?? { version: 0, body: null };
}

/** False when somebody else inserted it a moment ago; a row that is there is locked by now. */
async function write(tx: Transaction<Tables>, item: LiveItem, isThere: boolean): Promise<boolean> {
  const { kind, key, version, body, changedAt, changedBy } = item;
  const values = {
    version,
    body: body === null ? null : JSON.stringify(body),
    changed_at: changedAt,
    changed_by: JSON.stringify(changedBy),
  };
  if (isThere) {
    await tx.updateTable("live_items").set(values).where("kind", "=", kind).where("key", "=", key).execute();
    return true;
  }
  const inserted = await tx
    .insertInto("live_items")
    .values({ kind, key, ...values })
    .onConflict((conflict) => conflict.doNothing())
    .returning("key")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** A kind or an actor of another release is none of this one's. */
function toItem(row: Selectable<Tables["live_items"]>): LiveItem[] {
  const changedBy = actorSchema.safeParse(row.changed_by).data;
  if (changedBy === undefined || !kinds.includes(row.kind)) return [];
  // It is one of them.
  const kind = row.kind as LiveKind;
  return [{ kind, key: row.key, version: row.version, body: row.body, changedAt: row.changed_at, changedBy }];
}
