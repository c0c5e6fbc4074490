import type { ChatAccount } from "@pforte/shared/contract/chat";
import { useEffect, useEffectEvent, useState } from "react";
import type { ChatSource } from "#features/rooms/listed-room.ts";
import type { ChatHub } from "#matrix/model.ts";

/** Begins to speak to the homeserver of an account, until it is closed; how that goes, its hub says. */
export type ConnectChat = (account: ChatAccount) => { readonly hub: ChatHub; close(): void };

const none: readonly ChatSource[] = [];

/**
 * The sources of these accounts, connected for as long as the chat is looked at. A source that answers anew how it stands
 * stays connected: its hub follows that by itself, and what is under way or unsent lives in it.
 */
export function useChatSources(accounts: readonly ChatAccount[], connect: ConnectChat): readonly ChatSource[] {
  const [sources, setSources] = useState(none);
  const who = JSON.stringify(accounts.map(({ source, account, web, name }) => [source, account, web, name]));
  const connectAll = useEffectEvent(() => accounts.map((account) => ({ ...connect(account), name: account.name })));
  useEffect(() => {
    const connections = connectAll();
    // oxlint-disable-next-line react/set-state-in-effect -- a connection is begun by being looked at, and ends with that
    setSources(connections.map(({ name, hub }) => ({ name, hub })));
    return () => {
      setSources(none);
      for (const connection of connections) {
        connection.close();
      }
    };
  }, [who]);
  return sources;
}
