import type { JSONColumnType } from "kysely";

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
  };
  readonly person_settings: { issuer: string; subject: string; preferences: JSONColumnType<object> };
  readonly person_sources: { issuer: string; subject: string; source: string; connected_at: Date };
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
}

export interface ToolTokenTable {
  session_hash: string;
  source: string;
  sealed: string | null;
  expires_at: Date | null;
  version: number;
  lease_holder: string | null;
  lease_until: Date | null;
}
