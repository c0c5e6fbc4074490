import type { AuditAction } from "@pforte/shared/contract/admin-audit";

/** All that can be found in the audit, in the order of the contract; schemas are inert in the page and cannot tell. */
const known: Readonly<Record<AuditAction, true>> = {
  "draft.changed": true,
  "draft.discarded": true,
  "configuration.published": true,
  "configuration.rolled_back": true,
  "configuration.applied": true,
  "announcement.changed": true,
  "announcement.removed": true,
  "announcement.proof_read": true,
  "maintenance.changed": true,
  "maintenance.removed": true,
  "source.switched": true,
  "picture.uploaded": true,
  "person.looked_up": true,
  "person.sessions_ended": true,
  "person.exported": true,
  "person.erased": true,
  "session.signed_in": true,
  "session.sign_in_failed": true,
  "session.signed_out": true,
  "role.denied": true,
};

// The keys of the record are exactly the actions.
export const auditActions = Object.keys(known) as readonly AuditAction[];
