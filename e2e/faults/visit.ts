import type { CanaryWatch } from "../soak/canary.ts";
import type { Edits } from "./edits.ts";
import type { History } from "./history.ts";
import type { RefreshWatch } from "./provider-watch.ts";
import type { SessionHistory } from "./session-history.ts";
import type { Stage } from "./stage.ts";

/** What all visitors share. */
export interface Visit {
  readonly stage: Stage;
  readonly history: History;
  readonly sessions: SessionHistory;
  readonly canaries: CanaryWatch;
  readonly edits: Edits;
  readonly refreshes: RefreshWatch;
  /** Nothing new begins once it is aborted. */
  readonly signal: AbortSignal;
}
