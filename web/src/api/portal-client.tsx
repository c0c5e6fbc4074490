import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import type { PortalEvent } from "@pforte/shared/contract/portal-event";
import { createContext, use, useEffect, useEffectEvent, useSyncExternalStore } from "react";
import type { ReactElement, ReactNode } from "react";
import { forgetChatDrafts } from "./chat-drafts.ts";
import { createEventHub, type EventHub, type EventHubOptions, type TabLocks } from "./event-hub.ts";
import { homeQuery } from "./home-query.ts";
import { createKeptInput, tabStorage, type KeptInput } from "./kept-input.ts";
import { createQueryClient } from "./query-client.ts";
import { createSessionStore, type Navigation, type SessionState, type SessionStore } from "./session-store.ts";
import { stepUpPrefix } from "./step-up-prefix.ts";

/** All that a drawn page holds beside its data: cache, session, events and kept input. One per page, none of it global. */
export interface PortalClient {
  readonly queries: QueryClient;
  readonly session: SessionStore;
  readonly events: EventHub;
  readonly kept: KeptInput;
  readonly navigation: Navigation;
  readonly now: () => Date;
}

export interface PortalClientOptions {
  readonly navigation?: Navigation;
  readonly now?: () => Date;
  readonly storage?: () => Storage | null;
  readonly events?: Partial<EventHubOptions>;
}

/** Makes the client of one page; it does nothing by itself until `SessionKeeper` starts it, so that the server can draw with it. */
export function createPortalClient({
  navigation = browserNavigation,
  now = () => new Date(),
  storage = tabStorage,
  events = {},
}: PortalClientOptions = {}): PortalClient {
  const kept = createKeptInput(storage);
  const queries = createQueryClient({
    onRead: () => session.pause(),
    onAct: () => {
      session.pause();
      session.renew();
    },
  });
  const session = createSessionStore({
    navigation,
    now,
    forgetHidden: () => {
      // The page goes on showing its own data: a query that is taken from under it would never be followed again.
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== homeQuery.queryKey[0] });
      queries.getMutationCache().clear();
    },
    forget: () => {
      queries.clear();
      forgetChatDrafts(storage());
      forgetChatDrafts(storage(), stepUpPrefix);
    },
    keepInput: () => kept.keep(),
  });
  return {
    queries,
    session,
    kept,
    navigation,
    now,
    events: createEventHub({ locks: browserLocks(), openChannel: browserChannel, ...events }),
  };
}

const ClientContext = createContext<PortalClient | null>(null);

export function PortalClientProvider({
  client,
  children,
}: {
  client: PortalClient;
  children: ReactNode;
}): ReactElement {
  return (
    <ClientContext value={client}>
      <QueryClientProvider client={client.queries}>{children}</QueryClientProvider>
    </ClientContext>
  );
}

/** The client of this page. */
export function usePortalClient(): PortalClient {
  const client = use(ClientContext);
  if (client === null) {
    throw new Error("The portal's client is used outside of its provider.");
  }
  return client;
}

const live: SessionState = { kind: "live" };

/** What this page knows of its session; live in the server's HTML. */
export function useSessionState(): SessionState {
  const { session } = usePortalClient();
  return useSyncExternalStore(session.subscribe, session.get, () => live);
}

/** Calls `handle` for each event of the portal while the component is on the page. */
export function usePortalEvents(handle: (event: PortalEvent) => void): void {
  const { events } = usePortalClient();
  const onEvent = useEffectEvent(handle);
  useEffect(() => events.subscribe((event) => onEvent(event)), [events]);
}

const browserNavigation: Navigation = {
  here: () => location.pathname + location.search,
  assign: (path) => location.assign(path),
  replace: (path) => location.replace(path),
  reload: () => location.reload(),
};

/** Web Locks exist in secure contexts alone; a portal on plain http beside loopback goes without. */
function browserLocks(): TabLocks | null {
  if (typeof navigator === "undefined" || !("locks" in navigator)) {
    return null;
  }
  return { request: (name, options, holder) => navigator.locks.request(name, options, holder) };
}

function browserChannel(name: string): BroadcastChannel | null {
  return typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
}
