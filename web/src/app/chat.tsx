import type { Home } from "@pforte/shared/contract/home";
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import type { ReactElement, ReactNode } from "react";
import { I18nProvider } from "react-aria-components";
import { useLocation, useNavigate } from "react-router";
import { chatAccountsQuery } from "#api/chat-accounts-query.ts";
import type { ListedRoom } from "#features/rooms/listed-room.ts";
import { RoomsView } from "#features/rooms/rooms-view.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import type { RoomEnd } from "#matrix/model.ts";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { roomAt, roomPath } from "#ui/room-path.ts";
import { useChatSources, type ConnectChat } from "./use-chat-sources.ts";
import { useViewName } from "./view-name.ts";

/** What the chat puts around the messages of a room. */
export interface TalkFrame {
  readonly home: Home;
  readonly listed: ListedRoom;
  readonly head: ReactNode;
  /** Stands in place of the messages of a room that has ended. */
  readonly ended: (end: RoomEnd) => ReactNode;
  readonly onBack: () => void;
  /** Opens a room of the same homeserver, by its native id. */
  readonly onOpenRoom: (room: string) => void;
}

interface ChatProps {
  readonly home: Home;
  readonly connect: ConnectChat;
  readonly talk: (frame: TalkFrame) => ReactNode;
}

const noAccounts = [] as const;

/** The chat at `/chat` and `/chat/<room>`, over all chat sources of the person. */
export function Chat({ home, connect, talk }: ChatProps): ReactElement {
  const { language } = useTopicText("rooms");
  const { data, error, isFetching, refetch } = useQuery(chatAccountsQuery);
  const retry = (): void => void refetch();
  const sources = useChatSources(data?.accounts ?? noAccounts, connect, retry);
  const current = roomAt(useLocation().pathname);
  const navigate = useNavigate();
  const open = useCallback((id: string) => void navigate(roomPath(id)), [navigate]);
  const back = useCallback(() => void navigate("/chat"), [navigate]);
  if (data === undefined && error !== null) {
    return (
      <div className="chat-failed">
        <PortalFailure error={error} since={null} isTrying={isFetching} onRetry={retry} />
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
        name={(name) => <Name name={name} />}
        talk={(listed, head, ended) =>
          talk({
            home,
            listed,
            head,
            ended,
            onBack: back,
            onOpenRoom: (room) => open(`${listed.hub.source}:${room}`),
          })
        }
      />
    </I18nProvider>
  );
}

function Name({ name }: { name: string | null }): null {
  useViewName(name);
  return null;
}
