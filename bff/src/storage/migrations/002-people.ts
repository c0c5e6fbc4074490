import { sql, type Kysely } from "kysely";

/** What people chose and connected, and how strongly a session was signed in. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table sessions add column auth_time timestamptz, add column acr text`.execute(db);
  await sql`create table person_settings (
    issuer text not null,
    subject text not null,
    preferences jsonb not null,
    primary key (issuer, subject)
  )`.execute(db);
  await sql`create table person_sources (
    issuer text not null,
    subject text not null,
    source text not null,
    connected_at timestamptz not null,
    primary key (issuer, subject, source)
  )`.execute(db);
}
