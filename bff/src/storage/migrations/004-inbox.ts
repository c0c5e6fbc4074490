import { sql, type Kysely } from "kysely";

/** What the portal remembers of inboxes, acts that must reach a tool, and its own notifications. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create table inbox_rows (
    issuer text not null,
    subject text not null,
    source text not null,
    thread text not null,
    sealed text not null,
    changed_at timestamptz not null,
    done_at timestamptz,
    snoozed_until timestamptz,
    is_returned boolean not null default false,
    is_kept boolean not null,
    settled_at timestamptz,
    primary key (issuer, subject, source, thread)
  )`.execute(db);
  await sql`create index inbox_rows_kept on inbox_rows (issuer, subject) where is_kept`.execute(db);
  await sql`create index inbox_rows_done on inbox_rows (issuer, subject, done_at) where done_at is not null`.execute(
    db,
  );
  await sql`create index inbox_rows_return on inbox_rows (snoozed_until)
    where snoozed_until is not null and not is_returned`.execute(db);
  await sql`create index inbox_rows_age on inbox_rows (changed_at)`.execute(db);
  // The thread is empty for a source as a whole.
  await sql`create table inbox_mutes (
    issuer text not null,
    subject text not null,
    source text not null,
    thread text not null,
    sealed text not null,
    at timestamptz not null,
    primary key (issuer, subject, source, thread)
  )`.execute(db);
  await sql`create table intents (
    issuer text not null,
    subject text not null,
    id uuid not null,
    place bigint generated always as identity,
    source text not null,
    object text not null,
    slot text,
    superseded_by uuid,
    act text not null,
    sealed text not null,
    detail text,
    created_at timestamptz not null,
    due_at timestamptz not null,
    is_stalled boolean not null default false,
    state text not null check (state in ('waiting', 'applied', 'overtaken', 'refused', 'undone', 'expired')),
    attempts integer not null default 0,
    settled_at timestamptz,
    lease_holder text,
    lease_until timestamptz,
    primary key (issuer, subject, id),
    check ((state = 'waiting') = (settled_at is null))
  )`.execute(db);
  await sql`create index intents_due on intents (due_at) where state = 'waiting'`.execute(db);
  await sql`create index intents_object on intents (issuer, subject, object, place) where state = 'waiting'`.execute(
    db,
  );
  await sql`create index intents_age on intents (settled_at) where state <> 'waiting'`.execute(db);
  await sql`create table portal_notifications (
    issuer text not null,
    subject text not null,
    id uuid not null,
    kind text not null,
    sealed text not null,
    created_at timestamptz not null,
    primary key (issuer, subject, id)
  )`.execute(db);
  await sql`create index portal_notifications_age on portal_notifications (created_at)`.execute(db);
  await sql`alter table person_settings add column welcomed_at timestamptz`.execute(db);
}
