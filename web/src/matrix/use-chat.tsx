import { createContext, use, useSyncExternalStore } from "react";
import type { ReactElement, ReactNode } from "react";
import type { ChatHub, Readable } from "./model.ts";

const HubContext = createContext<ChatHub | null>(null);

/** Gives the views below it their homeserver. */
export function ChatProvider({ hub, children }: { hub: ChatHub; children: ReactNode }): ReactElement {
  return <HubContext value={hub}>{children}</HubContext>;
}

/** The homeserver of this view. */
export function useChatHub(): ChatHub {
  const hub = use(HubContext);
  if (hub === null) {
    throw new Error("The chat is used outside of its provider.");
  }
  return hub;
}

/** A value that changes by itself, as of now. */
export function useReadable<T>({ subscribe, get }: Readable<T>): T {
  return useSyncExternalStore(subscribe, get, get);
}
