import type { ChatAccount } from "@pforte/shared/contract/chat";
import { useEffect, useEffectEvent, useState } from "react";
import type { ChatSource } from "#features/rooms/listed-room.ts";
import type { ChatHub } from "#matrix/model.ts";
import { closedHub } from "./closed-hub.ts";

/** A homeserver to which this page speaks until it is closed. */
export interface ChatConnection {
  readonly hub: ChatHub;
  close(): void;
}

/** Begins to speak to the homeserver of an account; how that goes, its hub says. */
export type ConnectChat = (account: ChatAccount) => ChatConnection;

const none: readonly ChatSource[] = [];

/** The sources of these accounts, connected for as long as the chat is looked at. */
export function useChatSources(
  accounts: readonly ChatAccount[],
  connect: ConnectChat,
  onRetry: () => void,
): readonly ChatSource[] {
  const [sources, setSources] = useState(none);
  const retry = useEffectEvent(onRetry);
  useEffect(() => {
    const connections = accounts.map((account): ChatConnection & { readonly name: string } =>
      account.outcome.state === "ok"
        ? { ...connect(account), name: account.name }
        : { hub: closedHub(account, () => retry()), close: () => undefined, name: account.name },
    );
    // oxlint-disable-next-line react/set-state-in-effect -- a connection is begun by being looked at, and ends with that
    setSources(connections);
    return () => {
      setSources(none);
      for (const connection of connections) {
        connection.close();
      }
    };
  }, [accounts, connect]);
  return sources;
}
