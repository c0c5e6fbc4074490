import type { ChatRooms } from "@pforte/shared/contract/chat";
import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement, ReactNode } from "react";
import { codeOf } from "#api/api-error.ts";
import { usePortalClient, useSessionState } from "#api/portal-client.tsx";
import { failureTexts } from "#i18n/failure-text.ts";
import { useText } from "#i18n/use-text.tsx";
import { Count } from "#ui/count.tsx";
import { Icon } from "#ui/icon.tsx";
import { SectionHead } from "#ui/section-head.tsx";
import { roomsOnHome } from "./chat-queries.ts";
import { ChatSkeleton } from "./chat-skeleton.tsx";
import { useHiddenCard } from "./hidden-card.ts";
import { RoomRow } from "./room-row.tsx";
import { SourceLine } from "./source-line.tsx";
import { isSilent, SourceMessage } from "./source-message.tsx";
import { sumOfCounts } from "./source-counts.ts";
import { useLiveChat } from "./use-live-chat.ts";

type ChatSource = Home["sources"][number];

/** The chat on the start page: what waits in the rooms of all chat sources, and what each of them says for itself. */
export function ChatCard({ home }: { home: Home }): ReactElement | null {
  const { t } = useText();
  const { kind } = useSessionState();
  const sources = home.sources.filter(({ capabilities }) => capabilities.includes("chat"));
  const [first] = sources;
  if (home.person === null || first === undefined) {
    return null;
  }
  const title = sources.length === 1 ? first.name : t("chat.title");
  return kind === "live" ? (
    <LiveCard title={title} home={home} sources={sources} />
  ) : (
    <Frame title={title}>
      <div className="card-msg">
        <p>{t("chat.paused")}</p>
      </div>
    </Frame>
  );
}

function Frame({ title, count, children }: { title: string; count?: ReactNode; children: ReactNode }): ReactElement {
  return (
    <section className="chat-card" aria-labelledby="chat-card">
      <SectionHead id="chat-card" title={title} count={count} />
      <div className="chat-card-body">{children}</div>
    </section>
  );
}

interface LiveCardProps {
  readonly title: string;
  readonly home: Home;
  readonly sources: readonly ChatSource[];
}

function LiveCard({ title, home, sources }: LiveCardProps): ReactElement | null {
  const { t } = useText();
  const [isHidden, hide] = useHiddenCard();
  const { data, error, isFetching, refetch, dataUpdatedAt } = useLiveChat(sources.map(({ key }) => key));
  const handleRetry = (): void => {
    void refetch();
  };
  if (isHidden && data?.sources.every(({ outcome }) => outcome.state === "not_entitled") === true) {
    return null;
  }
  const fresh = data === undefined ? null : sumOfCounts(data.counts);
  return (
    <Frame
      title={title}
      count={
        fresh === null ? null : (
          <Count strong value={fresh.unread} label={t("chat.newCount", { count: fresh.unread })} />
        )
      }
    >
      {error === null ? null : (
        <Failure error={error} since={data === undefined ? null : new Date(dataUpdatedAt)} onRetry={handleRetry} />
      )}
      {data === undefined ? (
        error === null && <ChatSkeleton />
      ) : (
        <Content data={data} home={home} isTrying={isFetching} onRetry={handleRetry} onHide={hide} />
      )}
    </Frame>
  );
}

interface ContentProps {
  readonly data: ChatRooms;
  readonly home: Home;
  readonly isTrying: boolean;
  readonly onRetry: () => void;
  readonly onHide: () => void;
}

function Content({ data, home, isTrying, onRetry, onHide }: ContentProps): ReactElement {
  const { t } = useText();
  const { now } = usePortalClient();
  // A source without counts has said nothing yet, be it busy or silent: that there are no rooms is not known.
  const hasSpoken =
    data.counts.every(({ unread }) => unread !== null) && data.sources.every(({ outcome }) => !isSilent(outcome.state));
  return (
    <>
      {data.sources.map((source) => (
        <SourceLine key={source.source} outcome={source} isTrying={isTrying} onRetry={onRetry} />
      ))}
      {data.rooms.length > 0 ? (
        <ul className="rows">
          {data.rooms.slice(0, roomsOnHome).map((room) => (
            <RoomRow key={room.id} room={room} now={now()} />
          ))}
        </ul>
      ) : null}
      {data.rooms.length === 0 && hasSpoken ? (
        <div className="card-msg">
          <h3>{t("chat.emptyTitle")}</h3>
          <p>{t("chat.empty")}</p>
        </div>
      ) : null}
      {data.sources.map((source) => (
        <SourceMessage
          key={source.source}
          outcome={source}
          toolHref={toolHrefOf(home, source.source)}
          isTrying={isTrying}
          onRetry={onRetry}
          onHide={onHide}
        />
      ))}
    </>
  );
}

/** The portal itself did not answer: with content, one line above it; without, what it is and what helps. */
function Failure({ error, since, onRetry }: { error: Error; since: Date | null; onRetry: () => void }): ReactElement {
  const { t, time } = useText();
  const texts = failureTexts[codeOf(error)];
  const retry = (
    <button type="button" className={since === null ? "btn btn-sm" : "linkbtn stale-act"} onClick={onRetry}>
      {t("source.tryNow")}
    </button>
  );
  return since === null ? (
    <div className="card-msg">
      <h3 className="is-failed">
        <Icon name="warning" />
        {t(texts.text)}
      </h3>
      <p>{t(texts.remedy)}</p>
      <p className="small muted">{codeOf(error)}</p>
      <div className="acts">{retry}</div>
    </div>
  ) : (
    <p className="stale">
      <Icon name="warning" size={16} />
      <span>
        {t("chat.staleFailure", { time: time(since), text: t(texts.text), remedy: t(texts.remedy) })} {retry}
      </span>
    </p>
  );
}

function toolHrefOf(home: Home, source: string): string | null {
  for (const { items } of home.categories) {
    for (const item of items) {
      const tiles = item.kind === "tile" ? [item.tile] : item.tiles;
      const tile = tiles.find((one) => one.source === source);
      if (tile !== undefined) {
        return tile.href;
      }
    }
  }
  return null;
}
