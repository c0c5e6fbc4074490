import { sql, type Selectable, type Transaction } from "kysely";
import { announce } from "./bus-message.ts";
import type { Database } from "./database.ts";
import { intentColumns, isHeld, toIntent } from "./inbox-rows.ts";
import { leaseEnd } from "./leases.ts";
import type { HeldIntent, Intent, IntentQueue, Settlement } from "./ports/inbox-store.ts";
import { addNotification } from "./postgres-inbox-store.ts";
import { ownerDigest } from "./principal.ts";
import type { IntentTable, Tables } from "./tables.ts";

/** Intents in PostgreSQL. Leases run by the database's clock, which all replicas share. */
export function postgresIntentQueue({ db, transaction }: Database): IntentQueue {
  return {
    claim: async (options) => transaction(async (tx) => claim(tx, options)),

    settle: async (intent, holder, settlement) =>
      transaction(async (tx) => settle(tx, intent, settlement, sql<boolean>`lease_holder = ${holder}`)),

    async postpone(intent, holder, { until, isStalled, isAttempt }) {
      await db
        .updateTable("intents")
        .set((eb) => ({
          due_at: until,
          is_stalled: isStalled,
          lease_holder: null,
          lease_until: null,
          attempts: isAttempt ? eb.ref("attempts") : eb("attempts", "-", 1),
        }))
        .where((eb) => eb.and({ ...intent.owner, id: intent.id, state: "waiting", lease_holder: holder }))
        .execute();
    },

    async find({ issuer, subject }, ids) {
      if (ids.length === 0) {
        return [];
      }
      const rows = await db
        .selectFrom("intents")
        .select([...intentColumns, isHeld.as("is_held")])
        .where((eb) => eb.and({ issuer, subject }))
        .where("id", "in", ids)
        .execute();
      return rows.map(toIntent);
    },

    async overdue(before, limit) {
      const rows = await db
        .selectFrom("intents")
        .select([...intentColumns, isHeld.as("is_held")])
        .where("state", "=", "waiting")
        .where("created_at", "<", before)
        .where(isHeld, "=", false)
        .limit(limit)
        .execute();
      return rows.map(toIntent);
    },

    expire: async (intent, settlement) => transaction(async (tx) => settle(tx, intent, settlement, sql`not ${isHeld}`)),
  };
}

type Claim = Parameters<IntentQueue["claim"]>[0];
type ClaimedRow = Selectable<IntentTable> & { since_id: string | null; since_detail: string | null };

/** An older intent of the same object that still waits, due or not, comes first. */
async function claim(tx: Transaction<Tables>, options: Claim): Promise<readonly HeldIntent[]> {
  const { holder, leaseMilliseconds, at, limit, owner } = options;
  const theirs = owner === null ? sql`true` : sql`i.issuer = ${owner.issuer} and i.subject = ${owner.subject}`;
  const { rows } = await sql<ClaimedRow>`
    with due as (
      select i.issuer, i.subject, i.id from intents i
      where i.state = 'waiting' and i.due_at <= ${at} and ${theirs}
        and (i.lease_until is null or i.lease_until <= clock_timestamp())
        and not exists (
          select from intents e where e.issuer = i.issuer and e.subject = i.subject and e.object = i.object
            and e.state = 'waiting' and e.place < i.place)
      order by i.due_at limit ${limit} for update of i skip locked)
    update intents i
    set lease_holder = ${holder}, lease_until = ${leaseEnd(leaseMilliseconds)}, attempts = i.attempts + 1
    from due
    left join lateral (
      select e.id, e.detail from intents e, intents self
      where self.issuer = due.issuer and self.subject = due.subject and self.id = due.id
        and e.issuer = due.issuer and e.subject = due.subject and e.object = self.object and e.act = self.act
        and e.state = 'applied' and e.place < self.place and e.settled_at >= self.created_at and e.detail is not null
      order by e.place desc limit 1) since on true
    where i.issuer = due.issuer and i.subject = due.subject and i.id = due.id
    returning i.*, since.id as since_id, since.detail as since_detail`.execute(tx);
  return rows.toSorted((one, other) => Number(one.place) - Number(other.place)).map(toHeld);
}

function toHeld(row: ClaimedRow): HeldIntent {
  const { since_id: id, since_detail: detail } = row;
  return {
    ...toIntent({ ...row, is_held: true }),
    appliedSince: id === null || detail === null ? null : { id, detail },
  };
}

async function settle(
  tx: Transaction<Tables>,
  { id, owner, source, object }: Intent,
  { state, detail, at, notification }: Settlement,
  mayBeEnded: ReturnType<typeof sql<boolean>>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("intents")
    .set({ state, detail, settled_at: at, lease_holder: null, lease_until: null, is_stalled: false })
    .where((eb) => eb.and({ ...owner, id, state: "waiting" }))
    .where(mayBeEnded)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) {
    return false;
  }
  await tx
    .updateTable("inbox_rows")
    .set({ settled_at: at })
    .where((eb) => eb.and({ ...owner, source, thread: object }))
    .execute();
  if (notification !== null) {
    await addNotification(tx, owner, notification);
  }
  await announce(tx, [{ type: "inbox_changed", owner: ownerDigest(owner) }]);
  return true;
}
