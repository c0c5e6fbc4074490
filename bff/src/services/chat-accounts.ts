import type { ChatAccount, ChatAccounts } from "@pforte/shared/contract/chat";
import { localize, type Language } from "@pforte/shared/contract/localized";
import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { withoutEndingSlashes } from "#connectors/kit/address.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { Principal } from "#storage/principal.ts";
import { chatSources } from "./chat.ts";
import { connected, type ConnectedSource, type LiveSource, type LiveSources } from "./live-sources.ts";
import { waitAtMost } from "./patience.ts";
import { toolLogin } from "./sign-in-ways.ts";
import { failureState } from "./source-outcomes.ts";
import type { ToolTokens } from "./tool-tokens.ts";

/** The accounts at homeservers with which a person's page can chat. */
export interface ChatAccountsService {
  /** Obtains the page's device where it is missing. What a homeserver does to it is told and not thrown. */
  accounts(
    principal: Principal,
    request: { readonly language: Language; readonly signal: AbortSignal },
  ): Promise<ChatAccounts>;
}

interface ChatAccountsOptions {
  readonly configuration: { current(): PublishedConfiguration };
  readonly sources: LiveSources;
  readonly tokens: Pick<ToolTokens, "bearer">;
  readonly now: () => Date;
  /** How long a page waits for a homeserver before it is told that this one is slow. */
  readonly waitMilliseconds?: number;
}

const longestWaitMilliseconds = 6000;

export function createChatAccounts(options: ChatAccountsOptions): ChatAccountsService {
  const { waitMilliseconds = longestWaitMilliseconds, now } = options;

  async function outcome(
    principal: Principal,
    source: ConnectedSource,
    language: Language,
    signal: AbortSignal,
  ): Promise<SourceState> {
    const since = now();
    const bearer = options.tokens.bearer({ principal, source, device: "page" }, null);
    const obtained = bearer.then(
      (): SourceState => ({ state: "ok", at: now().toISOString() }),
      (error: unknown) => {
        if (!(error instanceof UpstreamError)) throw error;
        return failureState({ error, since, at: now() }, source, language, "page");
      },
    );
    await waitAtMost(obtained, waitMilliseconds, signal);
    // Whatever has settled comes first.
    const loading: SourceState = { state: "loading", since: since.toISOString() };
    return Promise.race([obtained, Promise.resolve(loading)]);
  }

  return {
    async accounts(principal, { language, signal }) {
      const { document } = options.configuration.current();
      const accounts = chatSources(options.sources, document, principal).map(async (source) => {
        const ready = connected(source);
        if (ready === null) return brokenAccount(source, language);
        const login = toolLogin(ready);
        // Nobody speaks to this one as a person of its own: it has no client that could run in a page.
        if (login === null) return null;
        const { openAt } = ready.live.connection;
        return {
          source: source.key,
          name: localize(source.configured.name, language),
          account: login.expectedAccount(principal.username),
          web: openAt === null ? null : withoutEndingSlashes(openAt),
          outcome: await outcome(principal, ready, language, signal),
        };
      });
      return { accounts: (await Promise.all(accounts)).filter((account) => account !== null) };
    },
  };
}

function brokenAccount(source: LiveSource, language: Language): ChatAccount {
  return {
    source: source.key,
    name: localize(source.configured.name, language),
    account: "",
    web: null,
    outcome: { state: "unavailable", since: source.since.toISOString() },
  };
}
