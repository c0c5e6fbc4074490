import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import type { ReactElement } from "react";
import { I18nProvider } from "react-aria-components";
import { useLocation, useNavigate } from "react-router";
import { chatAccountsQuery } from "#api/chat-accounts-query.ts";
import { RoomsView, type RoomsViewProps } from "#features/rooms/rooms-view.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { roomAt, roomPath } from "#ui/room-path.ts";
import { useChatSources, type ConnectChat } from "./use-chat-sources.ts";

interface ChatProps extends Pick<RoomsViewProps, "home" | "talk"> {
  readonly connect: ConnectChat;
}

const noAccounts = [] as const;

/** The chat at `/chat` and `/chat/<room>`, over all chat sources of the person. */
export function Chat({ home, connect, talk }: ChatProps): ReactElement {
  const { language } = useTopicText("rooms");
  const { data, error, isFetching, refetch } = useQuery(chatAccountsQuery);
  const sources = useChatSources(data?.accounts ?? noAccounts, connect);
  const current = roomAt(useLocation().pathname);
  const navigate = useNavigate();
  const open = useCallback((id: string) => void navigate(roomPath(id)), [navigate]);
  const back = useCallback(() => void navigate("/chat"), [navigate]);
  if (data === undefined && error !== null) {
    return (
      <div className="chat-failed">
        <PortalFailure error={error} since={null} isTrying={isFetching} onRetry={() => void refetch()} />
      </div>
    );
  }
  return (
    <I18nProvider locale={language}>
      <RoomsView
        home={home}
        sources={sources}
        isReady={data !== undefined && sources.length === data.accounts.length}
        current={current}
        onOpen={open}
        onBack={back}
        talk={talk}
      />
    </I18nProvider>
  );
}
