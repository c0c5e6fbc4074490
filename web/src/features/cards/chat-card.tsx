import type { Home } from "@pforte/shared/contract/home";
import { cardRows } from "@pforte/shared/contract/cards";
import type { ReactElement } from "react";
import { usePortalClient } from "#api/portal-client.tsx";
import { useText } from "#i18n/use-text.tsx";
import { Count } from "#ui/count.tsx";
import { Card } from "./card.tsx";
import { haveSpoken } from "./card-sources.tsx";
import { RoomRow } from "./room-row.tsx";
import { sumOfCounts } from "./source-counts.ts";

/** The chat on the start page: what waits in the rooms of all chat sources. */
export function ChatCard({ home }: { home: Home }): ReactElement | null {
  const { t } = useText();
  const { now } = usePortalClient();
  const sources = home.sources.filter(({ capabilities }) => capabilities.includes("chat"));
  const [first] = sources;
  if (home.person === null || first === undefined) {
    return null;
  }
  return (
    <Card
      home={home}
      kind={{
        name: "chat",
        title: sources.length === 1 ? first.name : t("chat.title"),
        to: "/chat",
        mark: "sk-a",
        row: "row-chat",
        isFed: true,
        empty: ["chat.emptyTitle", "chat.empty"],
        count: ({ counts }) => {
          const sum = sumOfCounts(counts);
          return sum === null ? null : (
            <Count strong value={sum.unread} label={t("card.unreadCount", { count: sum.unread })} />
          );
        },
        // A source without counts has said nothing yet: that there are no rooms is not known.
        hasSpoken: ({ counts, sources: outcomes }) =>
          haveSpoken(outcomes) && counts.every(({ unread }) => unread !== null),
        rows: ({ rooms }) =>
          rooms.length === 0 ? null : (
            <ul className="rows">
              {rooms.slice(0, cardRows.chat).map((room) => (
                <RoomRow key={room.id} room={room} now={now()} />
              ))}
            </ul>
          ),
      }}
    />
  );
}
