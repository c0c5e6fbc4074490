import type { WorkItem, WorkStatus } from "@pforte/shared/contract/work";
import type { CallContext } from "./connector.ts";

/** A piece of work in the tool's own ids. */
export type NativeWorkItem = Omit<WorkItem, "id" | "source" | "pendingStatus"> & { readonly id: string };

export interface NativeWorkList {
  /** Open ones of this person, by due day. */
  readonly items: readonly NativeWorkItem[];
  /** As the tool counts, also beyond what it lists. */
  readonly open: number | null;
  readonly isCapped: boolean;
  readonly dropped: number;
}

/** What became of a status change: set (also when it was so already by the same change), or overtaken by somebody. */
export type StatusOutcome =
  | { readonly state: "applied"; readonly item: NativeWorkItem }
  | {
      readonly state: "overtaken";
      readonly item: NativeWorkItem;
      readonly by: string | null;
      /** When the person themself made the change that was faster, by whatever way; null where it was somebody else. */
      readonly ownAt?: string | null;
    }
  | { readonly state: "refused"; readonly item: NativeWorkItem | null };

/** A tool with things to do. */
export interface WorkSource {
  mine(call: CallContext, limit: number): Promise<NativeWorkList>;
  mark?(call: CallContext): Promise<string>;
  nextStatuses?(
    call: CallContext,
    id: string,
  ): Promise<{ readonly version: string; readonly statuses: readonly WorkStatus[] }>;
  /** Repeating it after a lost reply leaves one change in the tool's history. */
  setStatus?(
    call: CallContext,
    change: { readonly id: string; readonly status: string; readonly version: string },
  ): Promise<StatusOutcome>;
}
