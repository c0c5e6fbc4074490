import { sql, type Kysely } from "kysely";

/** Sessions of the identity provider that it ended lately, so that a sign-in that was under way does not outlive them. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create table provider_logouts (key_hash text primary key, at timestamptz not null)`.execute(db);
}
