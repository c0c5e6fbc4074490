import type { CallContext } from "./connector.ts";

/** What can change at a tool. */
export type Topic = "notifications" | "files" | "work" | "chat";

/** A tool that says when something changed, never what. */
export interface PushSource {
  /** Whether this server offers it now. */
  isOffered(call: CallContext): Promise<boolean>;
  /**
   * Listens until the signal of the call aborts (then resolves) or the tool ends it (then throws an `UpstreamError`).
   * `onReady` once the tool has accepted the person; from then on nothing is missed.
   */
  listen(
    call: CallContext,
    on: { readonly ready: () => void; readonly change: (topics: readonly Topic[]) => void },
  ): Promise<void>;
}
