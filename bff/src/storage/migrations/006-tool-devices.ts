import { sql, type Kysely } from "kysely";

/** A session may have two devices at a tool: the portal's own and the one of the page's client. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table tool_tokens
    add column device text not null default 'portal' check (device in ('portal', 'page')),
    drop constraint tool_tokens_pkey,
    add primary key (session_hash, source, device)`.execute(db);
}
