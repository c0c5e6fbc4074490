import { sql, type Kysely } from "kysely";

/** Sessions, what may be used once, tokens for tools and versions of the configuration. */
export async function up(db: Kysely<never>): Promise<void> {
  // An ended session keeps its row until its absolute end, without tokens: the check makes both true or neither.
  await sql`create table sessions (
    hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
    issuer text not null,
    subject text not null,
    provider_session text,
    username text not null,
    name text not null,
    groups text[] not null,
    is_administrator boolean not null,
    access_token text,
    refresh_token text,
    id_token text,
    access_expires_at timestamptz not null,
    created_at timestamptz not null,
    last_active_at timestamptz not null,
    ends_at timestamptz not null,
    version integer not null,
    refresh_holder text,
    refresh_until timestamptz,
    ended_at timestamptz,
    ended_because text,
    check ((ended_at is null) = (ended_because is null)),
    check ((ended_at is null) = (access_token is not null)),
    check ((ended_at is null) = (id_token is not null)),
    check (ended_at is null or refresh_token is null)
  )`.execute(db);
  await sql`create index sessions_owner on sessions (issuer, subject) where ended_at is null`.execute(db);
  await sql`create index sessions_provider on sessions (issuer, provider_session) where ended_at is null`.execute(db);
  await sql`create table tool_tokens (
    session_hash text not null references sessions (hash) on delete cascade,
    source text not null,
    sealed text,
    expires_at timestamptz,
    version integer not null,
    lease_holder text,
    lease_until timestamptz,
    primary key (session_hash, source)
  )`.execute(db);
  await sql`create table login_transactions (
    hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
    sealed text not null,
    expires_at timestamptz not null
  )`.execute(db);
  await sql`create table replays (key_hash text primary key, until timestamptz not null)`.execute(db);
  await sql`create table configurations (
    version integer primary key check (version > 0),
    document jsonb not null,
    published_at timestamptz not null,
    actor text not null,
    note text not null
  )`.execute(db);
  await sql`create function refuse_change() returns trigger language plpgsql as
    $$ begin raise exception 'published configurations are immutable'; end $$`.execute(db);
  await sql`create trigger configurations_are_immutable before update or delete on configurations
    for each row execute function refuse_change()`.execute(db);
}
