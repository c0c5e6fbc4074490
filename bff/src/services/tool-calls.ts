import type { Language } from "@pforte/shared/contract/localized";
import type { CallContext } from "#connectors/kit/connector.ts";
import type { Log } from "#log.ts";
import type { ToolDevice } from "#storage/ports/tool-token-store.ts";
import { ownerDigest, type Principal } from "#storage/principal.ts";
import type { ConnectedSource } from "./live-sources.ts";
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

export function createToolCalls({ tokens, log }: { readonly tokens: ToolTokens; readonly log: Log }): ToolCalls {
  return {
    context(principal, source, locale, signal, device = "portal") {
      const http = source.live.upstream.bind({
        lane: ownerDigest(principal.owner),
        credential: { bearer: (refused) => tokens.bearer({ principal, source, device }, refused) },
        signal,
      });
      const { subject } = principal.owner;
      return { http, person: { subject, username: principal.username, locale }, signal, log };
    },
  };
}
