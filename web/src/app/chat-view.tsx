import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";
import { Chat } from "./chat.tsx";
import { closedHub } from "./closed-hub.ts";
import type { ConnectChat } from "./use-chat-sources.ts";

const connect: ConnectChat = (account) => ({
  hub: closedHub(account, () => undefined),
  close: () => undefined,
});

/** The full view at `/chat`: rooms, and the messages of the one that is open. */
export function ChatView({ home }: { home: Home }): ReactElement {
  return <Chat home={home} connect={connect} talk={({ head }) => head} />;
}
