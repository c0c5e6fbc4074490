import { sql } from "kysely";
import type { Database } from "./database.ts";
import { endMessage } from "./end-sessions.ts";
import type { BusMessage } from "./ports/bus.ts";

/** Longer than any transaction lasts: one that ends a session may have begun before and be committed only now. */
const longestTransactionMilliseconds = 15_000;

/**
 * What a process should have heard of ended sessions in the last so many milliseconds: their tombstones tell it to one
 * whose listening connection is down, so that an end holds there as well (S26).
 */
export async function missedEnds({ db }: Database, milliseconds: number): Promise<readonly BusMessage[]> {
  const since = sql<Date>`clock_timestamp() - ${milliseconds + longestTransactionMilliseconds} * interval '1 millisecond'`;
  const rows = await db
    .selectFrom("sessions")
    .select(["hash", "ended_because"])
    .where("ended_at", ">", since)
    .execute();
  // A tombstone has its reason; the table says so.
  return rows.map(({ hash, ended_because: because }) => endMessage(hash, because ?? "expired"));
}
