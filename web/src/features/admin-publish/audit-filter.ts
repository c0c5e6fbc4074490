import { parseDate, type CalendarDate } from "@internationalized/date";
import { auditExportPath, type AuditAction } from "@pforte/shared/contract/admin-audit";
import { auditActions } from "./audit-actions.ts";
import type { AuditFilter } from "./publish-queries.ts";

/** What is looked for, as it stands in the address and in the form. */
export interface AuditChoice {
  readonly action: AuditAction | null;
  readonly actor: string;
  readonly target: string;
  /** Whole days of the portal's time zone, both included. */
  readonly from: CalendarDate | null;
  readonly until: CalendarDate | null;
}

export const wholeAudit: AuditChoice = { action: null, actor: "", target: "", from: null, until: null };

export function choiceOf(params: URLSearchParams): AuditChoice {
  const action = params.get("action");
  return {
    action: auditActions.find((one) => one === action) ?? null,
    actor: params.get("actor") ?? "",
    target: params.get("target") ?? "",
    from: dayOf(params.get("from")),
    until: dayOf(params.get("until")),
  };
}

export function paramsOf({ action, actor, target, from, until }: AuditChoice): URLSearchParams {
  const params = new URLSearchParams();
  const all = { action, actor: actor.trim(), target: target.trim(), from: from?.toString(), until: until?.toString() };
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined && value !== null && value !== "") {
      params.set(name, value);
    }
  }
  return params;
}

/** The same for the server, which knows instants alone. */
export function filterOf({ action, actor, target, from, until }: AuditChoice, timeZone: string): AuditFilter {
  return {
    ...(action === null ? {} : { action }),
    ...(actor.trim() === "" ? {} : { actor: actor.trim() }),
    ...(target.trim() === "" ? {} : { target: target.trim() }),
    ...(from === null ? {} : { from: from.toDate(timeZone).toISOString() }),
    ...(until === null ? {} : { until: new Date(until.add({ days: 1 }).toDate(timeZone).getTime() - 1).toISOString() }),
  };
}

/** Where all rows that pass the filter are downloaded from. */
export function exportAddress(filter: AuditFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (typeof value === "string") {
      query.append(name, value);
    }
  }
  return query.size === 0 ? auditExportPath : `${auditExportPath}?${query.toString()}`;
}

function dayOf(text: string | null): CalendarDate | null {
  try {
    return text === null ? null : parseDate(text);
  } catch {
    return null;
  }
}
