import type { Language } from "@pforte/shared/contract/localized";
import type { CallContext } from "#connectors/kit/connector.ts";
import type { Log } from "#log.ts";
import type { ToolDevice } from "#storage/ports/tool-token-store.ts";
import { ownerDigest, type Principal } from "#storage/principal.ts";
import type { ConnectedSource } from "./live-sources.ts";
import type { PreferencesService } from "./preferences.ts";
import type { ToolTokens } from "./tool-tokens.ts";

/** Makes the context of a call to one source as one person; the one place where a token meets a call (S14). */
export interface ToolCalls {
  /** With `page` a call speaks as the device of the chat in the browser, where the tool knows devices. */
  context(
    principal: Principal,
    source: ConnectedSource,
    language: Language,
    signal: AbortSignal,
    device?: ToolDevice,
  ): CallContext;
}

interface ToolCallsOptions {
  readonly tokens: ToolTokens;
  readonly preferences: Pick<PreferencesService, "of">;
  readonly log: Log;
}

export function createToolCalls({ tokens, preferences, log }: ToolCallsOptions): ToolCalls {
  return {
    context(principal, source, locale, signal, device = "portal") {
      const http = source.live.upstream.bind({
        lane: ownerDigest(principal.owner),
        credential: { bearer: (refused) => tokens.bearer({ principal, source, device }, refused) },
        signal,
      });
      const { subject } = principal.owner;
      const person = {
        subject,
        username: principal.username,
        locale,
        // Asked when it matters and not before: an act may lie in the outbox for days.
        sendsReceipts: async () => (await preferences.of(principal)).sendReadReceipts,
      };
      return { http, person, signal, log };
    },
  };
}
