import { appendAudit } from "./audit-rows.ts";
import type { Database } from "./database.ts";
import type { PictureStore } from "./ports/picture-store.ts";

/** Uploaded pictures under the digest of their bytes. */
export function postgresPictureStore({ db, transaction }: Database, now: () => Date): PictureStore {
  return {
    async find(name) {
      const row = await db.selectFrom("pictures").select("bytes").where("name", "=", name).executeTakeFirst();
      return row?.bytes ?? null;
    },

    add: async (name, bytes, { actor, requestId }) =>
      transaction(async (tx) => {
        const at = now();
        const { numInsertedOrUpdatedRows: added } = await tx
          .insertInto("pictures")
          .values({ name, bytes: Buffer.from(bytes), added_at: at })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        // The same bytes once more change nothing.
        if (added === 0n) return;
        const after = { bytes: bytes.length };
        await appendAudit(
          tx,
          { actor, action: "picture.uploaded", target: `icons/${name}`, before: null, after, requestId },
          at,
        );
      }),

    async known(names) {
      if (names.length === 0) return new Set();
      const rows = await db
        .selectFrom("pictures")
        .select("name")
        .where("name", "in", [...names])
        .execute();
      return new Set(rows.map(({ name }) => name));
    },
  };
}
