import { sql, type Kysely } from "kysely";

/** On which kind of device a session began, and which devices of a person are known. */
export async function up(db: Kysely<never>): Promise<void> {
  // A release that knows nothing of them goes on writing sessions.
  await sql`alter table sessions
    add column browser text,
    add column system text,
    add column device text`.execute(db);
  // For a process that heard nothing for a while and looks up which sessions ended meanwhile.
  await sql`create index sessions_ended on sessions (ended_at) where ended_at is not null`.execute(db);
  await sql`create table known_devices (
    issuer text not null,
    subject text not null,
    device text not null,
    seen_at timestamptz not null,
    is_ended boolean not null,
    primary key (issuer, subject, device)
  )`.execute(db);
  await sql`create index known_devices_seen on known_devices (seen_at)`.execute(db);
}
