import type { CallReply } from "@pforte/shared/contract/endpoint";
import type { setWorkStatus, WorkItem, WorkStatus } from "@pforte/shared/contract/work";
import { codeOf, type ClientErrorCode } from "#api/api-error.ts";
import { actFailure } from "#i18n/act-failure.ts";
import type { WorkText } from "./due-text.ts";

/** What a person wants an item to be, and how far that is. */
export interface StatusChange {
  /** Made once per intent: however often it is sent, it is done once. */
  readonly id: string;
  readonly status: WorkStatus;
  readonly version: string;
  readonly stand:
    | { readonly kind: "saving" }
    /** Somebody was faster; nothing was changed. */
    | { readonly kind: "overtaken"; readonly by: string | null; readonly item: WorkItem | null }
    | { readonly kind: "refused" }
    /** Whether it was done is not known; the same intent can be sent again. */
    | { readonly kind: "failed"; readonly code: ClientErrorCode };
}

export type SetStatus = (body: {
  id: string;
  item: string;
  status: string;
  version: string;
  shown: { name: string; isClosed: boolean };
}) => Promise<CallReply<typeof setWorkStatus>>;

/** What became of a change: how the item is now, where that is known, and what is still open. */
export interface StatusAnswer {
  readonly state: "applied" | "waiting" | "open";
  readonly item: ((old: WorkItem) => WorkItem) | null;
  readonly change: StatusChange | null;
}

/** Sends a change and says what became of it; it never fails. */
export async function sendStatus(item: WorkItem, change: StatusChange, set: SetStatus): Promise<StatusAnswer> {
  const { id, status, version } = change;
  const open = (stand: StatusChange["stand"]): StatusAnswer => ({
    state: "open",
    item: null,
    change: { ...change, stand },
  });
  try {
    const shown = { name: status.name, isClosed: status.isClosed };
    const { outcome, item: now, overtakenBy } = await set({ id, item: item.id, status: status.id, version, shown });
    switch (outcome.state) {
      case "applied":
        return { state: "applied", item: (old) => now ?? { ...old, status, pendingStatus: null }, change: null };
      case "waiting":
        return { state: "waiting", item: (old) => ({ ...old, pendingStatus: status }), change: null };
      case "overtaken":
        return open({ kind: "overtaken", by: overtakenBy, item: now });
      case "refused":
      case "undone":
      case "too_late":
        return open({ kind: "refused" });
    }
  } catch (error) {
    return open({ kind: "failed", code: codeOf(error) });
  }
}

/** What of it is said aloud. */
export function statusNews(
  title: string,
  { status }: StatusChange,
  { state, change }: StatusAnswer,
  tool: string,
  text: WorkText,
): string {
  const { t } = text;
  if (state === "applied") {
    return t("work.statusSet", { title, status: status.name });
  }
  return state === "waiting" || change === null
    ? t("work.statusWaits", { title, status: status.name, tool })
    : whyOpen(change, tool, text);
}

/** Why a change does not hold. */
export function whyOpen({ stand, status }: StatusChange, tool: string, { t }: WorkText): string {
  switch (stand.kind) {
    case "saving":
      return "";
    case "overtaken":
      return [
        stand.by === null ? t("work.overtakenNobody") : t("work.overtaken", { person: stand.by }),
        ...(stand.item === null ? [] : [t("work.overtakenState", { status: stand.item.status.name })]),
        t("work.overtakenKept", { choice: status.name }),
      ].join(" ");
    case "refused":
      return t("work.refused", { status: status.name, tool });
    case "failed":
      return t("work.failed", actFailure(stand.code, t));
  }
}
