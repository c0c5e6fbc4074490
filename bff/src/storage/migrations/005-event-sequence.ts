import { sql, type Kysely } from "kysely";

/** Counts what replicas tell each other, so that all of them know the same order and a stream can go on elsewhere. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create sequence bus_sequence as bigint`.execute(db);
}
