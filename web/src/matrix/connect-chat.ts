import { chatGatewayPath, readChatAccounts, type ChatAccount } from "@pforte/shared/contract/chat";
import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { isSignedOut } from "#api/api-error.ts";
import { call } from "#api/call.ts";
import { fetchAsPortal } from "#api/fetch-as-portal.ts";
import { tabStorage } from "#api/kept-input.ts";
import type { SessionStore } from "#api/session-store.ts";
import type { ChatSettings } from "./desk.ts";
import { createHub } from "./hub.ts";
import type { ChatHub } from "./model.ts";

export interface ConnectOptions {
  readonly session: SessionStore;
  /** As of now: what is changed counts from then on. */
  readonly settings: () => ChatSettings;
}

/** A homeserver to which this page speaks until it is closed; nothing of it stays in memory then. */
export interface ConnectedChat {
  readonly hub: ChatHub;
  close(): void;
}

/** Begins to speak to the homeserver of an account, for as long as the session lives and until it is closed. */
export function connectChat(account: ChatAccount, { session, settings }: ConnectOptions): ConnectedChat {
  const { source, account: user, web, outcome } = account;
  const hub = createHub({
    source,
    account: user,
    web,
    outcome,
    settings,
    base: `${location.origin}${chatGatewayPath}/${encodeURIComponent(source)}`,
    fetchFn: fetchAsPortal,
    storage: tabStorage,
    readOutcome: () => readOutcome(source, session),
    onSignedOut: () => session.pause(),
  });
  const close = (): void => {
    forget();
    hub.stop();
  };
  const forget = session.subscribe(() => {
    if (session.get().kind === "paused" || session.get().kind === "left") {
      close();
    }
  });
  return { hub, close };
}

async function readOutcome(source: string, session: SessionStore): Promise<SourceState> {
  try {
    const { accounts } = await call(readChatAccounts, {});
    return accounts.find((account) => account.source === source)?.outcome ?? { state: "not_entitled" };
  } catch (error) {
    if (isSignedOut(error)) {
      session.pause();
    }
    throw error;
  }
}
