import { cardRows } from "@pforte/shared/contract/cards";
import type { Home } from "@pforte/shared/contract/home";
import type { InboxItem } from "@pforte/shared/contract/inbox";
import { useRef } from "react";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { usePortalClient } from "#api/portal-client.tsx";
import { useText } from "#i18n/use-text.tsx";
import { At } from "#ui/at.tsx";
import { changeLine } from "#ui/change-text.ts";
import { Count } from "#ui/count.tsx";
import { roomPath } from "#ui/room-path.ts";
import { SourceMark } from "#ui/source-mark.tsx";
import { useSteadyList } from "#ui/use-steady-list.ts";
import { VisuallyHidden } from "#ui/visually-hidden.tsx";
import { Card } from "./card.tsx";
import { haveSpoken } from "./card-sources.tsx";
import { sumOfCounts } from "./source-counts.ts";

/** The newest of the inbox on the start page, over all tools and the portal's own. */
export function InboxCard({ home }: { home: Home }): ReactElement {
  const { t } = useText();
  return (
    <Card
      home={home}
      kind={{
        name: "inbox",
        title: t("view.inbox"),
        to: "/inbox",
        mark: "sk-m",
        row: "row-inbox",
        isFed: true,
        empty: ["card.inboxEmptyTitle", "card.inboxEmpty"],
        count: ({ counts }) => {
          const sum = sumOfCounts(counts);
          return sum === null ? null : (
            <Count
              strong
              value={sum.unread}
              isCapped={sum.isCapped}
              label={t("card.unreadCount", { count: sum.unread })}
            />
          );
        },
        hasSpoken: ({ sources }) => haveSpoken(sources),
        rows: ({ items }) => (items.length === 0 ? null : <Rows home={home} items={items} />),
      }}
    />
  );
}

function Rows({ home, items }: { home: Home; items: readonly InboxItem[] }): ReactElement {
  const { t } = useText();
  const { now } = usePortalClient();
  const area = useRef<HTMLDivElement>(null);
  const { rows, waiting, show } = useSteadyList({
    of: "inbox",
    items: items.slice(0, cardRows.inbox),
    idOf: ({ id }) => id,
    isReady: true,
    area,
  });
  return (
    <div ref={area} className="held">
      {waiting === 0 ? null : (
        <button type="button" className="btn btn-sm held-new" onClick={show}>
          {t("card.new", { count: waiting })}
        </button>
      )}
      <ul className="rows">
        {rows.map((item) => (
          <InboxRow key={item.id} home={home} item={item} now={now()} />
        ))}
      </ul>
    </div>
  );
}

function InboxRow({ home, item, now }: { home: Home; item: InboxItem; now: Date }): ReactElement {
  const text = useText();
  const { t } = text;
  const [newest] = item.changes;
  const { actor, line } = newest === undefined ? { actor: null, line: "" } : changeLine(item, newest, text);
  const title = (
    <>
      {item.isRead ? null : <VisuallyHidden>{t("card.unread")}</VisuallyHidden>}
      {item.object.title}
    </>
  );
  return (
    <li className={item.isRead ? "row row-inbox" : "row row-inbox is-unread"}>
      <SourceMark home={home} source={item.source} />
      <div className="three">
        {item.room !== null || item.object.href === null ? (
          <Link className="row-title" to={item.room === null ? "/inbox" : roomPath(item.room.id)}>
            {title}
          </Link>
        ) : (
          <a className="row-title" href={item.object.href} target="_blank" rel="noopener noreferrer">
            {title}
          </a>
        )}
        <p className="row-sub">
          {actor === null ? null : <b>{actor}</b>}
          {line}
          {item.changeCount > 1 ? ` · ${t("card.inboxMore", { count: item.changeCount - 1 })}` : null}
        </p>
      </div>
      <div className="row-side">
        <At at={new Date(item.at)} now={now} />
      </div>
    </li>
  );
}
