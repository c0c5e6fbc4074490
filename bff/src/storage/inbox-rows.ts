import { sql, type Selectable } from "kysely";
import type { Owner } from "./principal.ts";
import type { InboxRow, Intent, MuteRow, PortalNotification } from "./ports/inbox-store.ts";
import type { IntentTable, Tables } from "./tables.ts";

/** The columns of an intent; whether it is held is decided by the database's clock, which all replicas share. */
export const intentColumns = [
  "issuer",
  "subject",
  "id",
  "source",
  "object",
  "slot",
  "act",
  "sealed",
  "detail",
  "created_at",
  "due_at",
  "state",
  "attempts",
] as const;

export const isHeld = sql<boolean>`coalesce(lease_until > clock_timestamp(), false)`;

type IntentRow = Pick<Selectable<IntentTable>, (typeof intentColumns)[number]> & { readonly is_held: boolean };

export function toIntent(row: IntentRow): Intent {
  return {
    id: row.id,
    owner: { issuer: row.issuer, subject: row.subject },
    source: row.source,
    object: row.object,
    slot: row.slot,
    act: row.act,
    sealed: row.sealed,
    detail: row.detail,
    createdAt: row.created_at,
    dueAt: row.due_at,
    state: row.state,
    attempts: row.attempts,
    isHeld: row.is_held,
  };
}

export function toInboxRow(row: Selectable<Tables["inbox_rows"]>): InboxRow {
  return {
    source: row.source,
    thread: row.thread,
    sealed: row.sealed,
    changedAt: row.changed_at,
    doneAt: row.done_at,
    snoozedUntil: row.snoozed_until,
    isKept: row.is_kept,
    settledAt: row.settled_at,
  };
}

export const toMute = ({ source, thread, sealed, at }: Selectable<Tables["inbox_mutes"]>): MuteRow => ({
  source,
  thread,
  sealed,
  at,
});

export const toNotification = (row: Selectable<Tables["portal_notifications"]>): PortalNotification => ({
  id: row.id,
  kind: row.kind,
  sealed: row.sealed,
  createdAt: row.created_at,
});

export const notificationRow = ({ issuer, subject }: Owner, { id, kind, sealed, createdAt }: PortalNotification) => ({
  issuer,
  subject,
  id,
  kind,
  sealed,
  created_at: createdAt,
});
