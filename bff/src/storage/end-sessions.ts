import { sql, type ExpressionBuilder, type ExpressionWrapper, type SqlBool, type Transaction } from "kysely";
import { announce } from "./bus-message.ts";
import type { BusMessage } from "./ports/bus.ts";
import type { EndedSession, SessionEnd } from "./ports/session-store.ts";
import { toTokens } from "./session-rows.ts";
import type { Tables } from "./tables.ts";
import { toToolToken } from "./tool-token-rows.ts";

type Which = (eb: ExpressionBuilder<Tables, "sessions">) => ExpressionWrapper<Tables, "sessions", SqlBool>;

/**
 * Turns living sessions into tombstones: tokens gone, tokens for tools deleted, the end announced, all in the given
 * transaction. Three statements and not one, because only a later statement sees a tool token that was written while
 * the first waited for the row.
 */
export async function endSessions(
  tx: Transaction<Tables>,
  which: Which,
  because: SessionEnd,
): Promise<readonly EndedSession[]> {
  const living = await tx
    .selectFrom("sessions")
    .selectAll()
    .where("ended_at", "is", null)
    .where(which)
    .orderBy("hash")
    .forUpdate()
    .execute();
  if (living.length === 0) {
    return [];
  }
  const hashes = living.map(({ hash }) => hash);
  await tx
    .updateTable("sessions")
    .set({
      access_token: null,
      refresh_token: null,
      id_token: null,
      refresh_holder: null,
      refresh_until: null,
      ended_at: sql<Date>`now()`,
      ended_because: because,
    })
    .where("hash", "in", hashes)
    .execute();
  const toolTokens = await tx.deleteFrom("tool_tokens").where("session_hash", "in", hashes).returningAll().execute();
  await announce(
    tx,
    hashes.map((sessionHash) => endMessage(sessionHash, because)),
  );
  return living.map((row) => ({
    hash: row.hash,
    owner: { issuer: row.issuer, subject: row.subject },
    providerSession: row.provider_session,
    tokens: toTokens(row),
    because,
    toolTokens: toolTokens.filter((token) => token.session_hash === row.hash).flatMap(toToolToken),
  }));
}

/** Ends after which a page is left at once; after the others it waits for another sign-in. */
const leaving: ReadonlySet<string> = new Set(["signed_out", "back_channel", "by_administrator", "by_person"]);

/** What replicas tell each other of an end; `because` as its row has it. */
export function endMessage(sessionHash: string, because: string): BusMessage {
  return {
    type: "session_ended",
    sessionHash,
    because: leaving.has(because) ? "signed_out" : "expired",
    ...(because === "by_person" && { isElsewhere: true }),
  };
}
