import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from "kysely";
import type { IntentState } from "./ports/inbox-store.ts";

/** Read as a value, written as JSON text. */
type Json = ColumnType<unknown, string | null, string | null>;

/** The tables as the newest migration leaves them. */
export interface Tables {
  readonly sessions: SessionTable;
  readonly tool_tokens: ToolTokenTable;
  readonly login_transactions: { hash: string; sealed: string; expires_at: Date };
  readonly replays: { key_hash: string; until: Date };
  readonly provider_logouts: { key_hash: string; at: Date };
  readonly configurations: {
    version: number;
    document: JSONColumnType<object>;
    published_at: Date;
    actor: string;
    note: string;
    actor_detail: Json | null;
    rolled_back_from: number | null;
    origin: string | null;
    /** `{ origin, paths, appliedAt }` of the file that keeps parts of it. */
    owned: Json | null;
  };
  readonly draft: { id: number; version: number; base: number };
  readonly draft_changes: { version: number; operations: Json; actor: Json; at: Date; dropped: string | null };
  readonly audit: {
    /** A bigint, which the driver gives as text. */
    sequence: ColumnType<string, number, never>;
    at: Date;
    actor: Json;
    action: string;
    target: string | null;
    before: Json | null;
    after: Json | null;
    request_id: string | null;
    hash: string;
  };
  readonly live_items: {
    kind: string;
    key: string;
    version: number;
    body: Json | null;
    changed_at: Date;
    changed_by: Json;
  };
  readonly announcement_answers: {
    announcement: string;
    revision: number;
    issuer: string;
    subject: string;
    username: string;
    name: string;
    answer: "put_away" | "confirmed";
    at: Date;
  };
  readonly known_people: {
    issuer: string;
    subject: string;
    username: string;
    name: string;
    groups: readonly string[];
    seen_at: Date;
  };
  readonly known_devices: {
    issuer: string;
    subject: string;
    device: string;
    seen_at: Date;
    /** Its person ended a session there from elsewhere: the next sign-in from it is told of once more. */
    is_ended: boolean;
  };
  readonly pictures: { name: string; bytes: Buffer; added_at: Date };
  readonly link_checks: { address: string; checked_at: Date; finding: Json };
  readonly person_settings: {
    issuer: string;
    subject: string;
    preferences: JSONColumnType<object>;
    welcomed_at: Date | null;
  };
  readonly person_sources: { issuer: string; subject: string; source: string; connected_at: Date };
  readonly inbox_rows: InboxRowTable;
  readonly inbox_mutes: { issuer: string; subject: string; source: string; thread: string; sealed: string; at: Date };
  readonly intents: IntentTable;
  readonly portal_notifications: {
    issuer: string;
    subject: string;
    id: string;
    kind: string;
    sealed: string;
    created_at: Date;
  };
}

interface InboxRowTable {
  issuer: string;
  subject: string;
  source: string;
  thread: string;
  sealed: string;
  changed_at: Date;
  done_at: Date | null;
  snoozed_until: Date | null;
  is_returned: Generated<boolean>;
  is_kept: boolean;
  settled_at: Date | null;
}

export interface IntentTable {
  issuer: string;
  subject: string;
  id: string;
  place: GeneratedAlways<string>;
  source: string;
  object: string;
  slot: string | null;
  superseded_by: string | null;
  act: string;
  sealed: string;
  detail: string | null;
  created_at: Date;
  due_at: Date;
  is_stalled: Generated<boolean>;
  state: ColumnType<IntentState>;
  attempts: Generated<number>;
  settled_at: Date | null;
  lease_holder: string | null;
  lease_until: Date | null;
}

export interface SessionTable {
  hash: string;
  issuer: string;
  subject: string;
  provider_session: string | null;
  username: string;
  name: string;
  groups: readonly string[];
  is_administrator: boolean;
  access_token: string | null;
  refresh_token: string | null;
  id_token: string | null;
  access_expires_at: Date;
  created_at: Date;
  last_active_at: Date;
  ends_at: Date;
  auth_time: Date | null;
  acr: string | null;
  version: number;
  refresh_holder: string | null;
  refresh_until: Date | null;
  ended_at: Date | null;
  ended_because: string | null;
  browser: string | null;
  system: string | null;
  /** Under which `known_devices` has it. */
  device: string | null;
}

export interface ToolTokenTable {
  session_hash: string;
  /** With the device behind it where that is not the portal's: see `tool-token-rows.ts`. */
  source: string;
  sealed: string | null;
  expires_at: Date | null;
  version: number;
  lease_holder: string | null;
  lease_until: Date | null;
}
