import type { Language } from "@pforte/shared/contract/localized";
import type { Topic } from "#connectors/kit/push.ts";
import type { Principal } from "#storage/principal.ts";
import type { ConnectedSource } from "./live-sources.ts";
import type { WatchPace } from "./watch-pace.ts";

/** What a loop over one source of one person is given. */
export interface WatchLoop {
  readonly principal: Principal;
  readonly source: ConnectedSource;
  readonly language: Language;
  /** A page goes on with what it showed before this loop began. */
  readonly isContinued: boolean;
  readonly pace: WatchPace;
  readonly signal: AbortSignal;
  /** False once the source is connected anew. */
  readonly isCurrent: () => boolean;
  readonly announce: (topics: readonly Topic[]) => Promise<void>;
}
