import type { Home } from "@pforte/shared/contract/home";
import type { QueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { ReactElement, ReactNode } from "react";
import { homeQuery } from "#api/home-query.ts";
import { usePortalClient } from "#api/portal-client.tsx";
import type { ListedRoom } from "#features/rooms/listed-room.ts";
import { TalkPane } from "#features/talk/talk-pane.tsx";
import { connectChat, type ConnectOptions } from "#matrix/connect-chat.ts";
import type { RoomEnd } from "#matrix/model.ts";
import { ChatProvider } from "#matrix/use-chat.tsx";
import { Chat } from "./chat.tsx";
import type { ConnectChat } from "./use-chat-sources.ts";

/** The full view at `/chat`: rooms, and the messages of the one that is open. */
export function ChatView({ home }: { home: Home }): ReactElement {
  const { queries, session } = usePortalClient();
  const connect = useCallback<ConnectChat>(
    (account) => connectChat(account, { session, settings: () => settingsIn(queries) }),
    [session, queries],
  );
  const talk = useCallback(
    ({ hub, room }: ListedRoom, head: ReactNode, ended: (end: RoomEnd) => ReactNode) => (
      <ChatProvider hub={hub}>
        <TalkPane room={room.id} home={home} head={head} ended={ended} />
      </ChatProvider>
    ),
    [home],
  );
  return <Chat home={home} connect={connect} talk={talk} />;
}

/** What the person lets others see, as of now; nothing while that is not known. */
function settingsIn(queries: QueryClient): ReturnType<ConnectOptions["settings"]> {
  const home = queries.getQueryData(homeQuery.queryKey);
  return { sendTyping: home?.sendTyping === true, sendReadReceipts: home?.sendReadReceipts === true };
}
