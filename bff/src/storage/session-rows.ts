import type { Insertable, Selectable } from "kysely";
import type { Arrival, SealedTokens, SessionPerson, SessionRecord } from "./ports/session-store.ts";
import type { SessionTable } from "./tables.ts";

/**
 * What a record is read from, each by its name: a statement that the server keeps prepared fails from the moment on when
 * a newer release adds a column to its `*`, in every process of this one (F29).
 */
export const recordColumns = [
  "hash",
  "issuer",
  "subject",
  "provider_session",
  "username",
  "name",
  "groups",
  "is_administrator",
  "access_token",
  "refresh_token",
  "id_token",
  "access_expires_at",
  "created_at",
  "last_active_at",
  "ends_at",
  "auth_time",
  "acr",
  "version",
] as const satisfies readonly (keyof SessionTable)[];

/** A row of a session that has not ended. */
export type SessionRow = Pick<Selectable<SessionTable>, (typeof recordColumns)[number]>;

/** The record of a living session's row. */
export function toRecord(row: SessionRow): SessionRecord {
  return {
    hash: row.hash,
    owner: { issuer: row.issuer, subject: row.subject },
    providerSession: row.provider_session,
    person: {
      username: row.username,
      name: row.name,
      groups: row.groups,
      isAdministrator: row.is_administrator,
    },
    tokens: toTokens(row),
    createdAt: row.created_at,
    lastActiveAt: row.last_active_at,
    endsAt: row.ends_at,
    authTime: row.auth_time,
    acr: row.acr,
    version: row.version,
  };
}

export function toTokens(row: SessionRow): SealedTokens {
  if (row.access_token === null || row.id_token === null) {
    throw new Error("A tombstone was read as a living session.");
  }
  return {
    access: row.access_token,
    refresh: row.refresh_token,
    id: row.id_token,
    accessExpiresAt: row.access_expires_at,
  };
}

export function toRow(record: SessionRecord): Insertable<SessionTable> {
  return {
    hash: record.hash,
    issuer: record.owner.issuer,
    subject: record.owner.subject,
    provider_session: record.providerSession,
    ...personColumns(record.person),
    ...tokenColumns(record.tokens),
    created_at: record.createdAt,
    last_active_at: record.lastActiveAt,
    ends_at: record.endsAt,
    auth_time: record.authTime,
    acr: record.acr,
    version: record.version,
  };
}

/** From where it was signed in, as far as that is known. */
export function arrivalColumns(arrival: Arrival | undefined) {
  return {
    browser: arrival?.browser ?? null,
    system: arrival?.system ?? null,
    device: arrival?.device ?? null,
  };
}

export function personColumns(person: SessionPerson) {
  return {
    username: person.username,
    name: person.name,
    groups: [...person.groups],
    is_administrator: person.isAdministrator,
  };
}

export function tokenColumns(tokens: SealedTokens) {
  return {
    access_token: tokens.access,
    refresh_token: tokens.refresh,
    id_token: tokens.id,
    access_expires_at: tokens.accessExpiresAt,
  };
}
