import { sql, type Kysely } from "kysely";

/** The shared draft, what changes at once, the audit, and what is known of people who signed in. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table configurations
    add column actor_detail jsonb,
    add column rolled_back_from integer,
    add column origin text,
    add column owned jsonb`.execute(db);
  // One row: the version counts every change of the draft, also through publications, and is never used again.
  await sql`create table draft (
    id integer primary key check (id = 1),
    version integer not null,
    base integer not null
  )`.execute(db);
  await sql`create table draft_changes (
    version integer primary key,
    operations jsonb not null,
    actor jsonb not null,
    at timestamptz not null,
    dropped text
  )`.execute(db);
  await sql`create table audit (
    sequence bigint primary key,
    at timestamptz not null,
    actor jsonb not null,
    action text not null,
    target text,
    before jsonb,
    after jsonb,
    request_id text,
    hash text not null
  )`.execute(db);
  await sql`create index audit_action on audit (action, sequence)`.execute(db);
  await sql`create function refuse_audit_change() returns trigger language plpgsql as
    $$ begin raise exception 'the audit is append-only'; end $$`.execute(db);
  await sql`create trigger audit_is_append_only before update or delete on audit
    for each row execute function refuse_audit_change()`.execute(db);
  await sql`create trigger audit_is_never_emptied before truncate on audit
    for each statement execute function refuse_audit_change()`.execute(db);
  await sql`create table live_items (
    kind text not null,
    key text not null,
    version integer not null,
    body jsonb,
    changed_at timestamptz not null,
    changed_by jsonb not null,
    primary key (kind, key)
  )`.execute(db);
  await sql`create table announcement_answers (
    announcement text not null,
    revision integer not null,
    issuer text not null,
    subject text not null,
    username text not null,
    name text not null,
    answer text not null check (answer in ('put_away', 'confirmed')),
    at timestamptz not null,
    primary key (announcement, revision, issuer, subject)
  )`.execute(db);
  await sql`create index announcement_answers_owner on announcement_answers (issuer, subject)`.execute(db);
  await sql`create table known_people (
    issuer text not null,
    subject text not null,
    username text not null,
    name text not null,
    groups text[] not null,
    seen_at timestamptz not null,
    primary key (issuer, subject)
  )`.execute(db);
  await sql`create index known_people_username on known_people (lower(username), seen_at desc)`.execute(db);
  await sql`create table pictures (
    name text primary key,
    bytes bytea not null,
    added_at timestamptz not null
  )`.execute(db);
  await sql`create table link_checks (
    address text primary key,
    checked_at timestamptz not null,
    finding jsonb not null
  )`.execute(db);
}
