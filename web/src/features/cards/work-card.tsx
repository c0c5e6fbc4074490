import { cardRows } from "@pforte/shared/contract/cards";
import type { Home } from "@pforte/shared/contract/home";
import type { WorkItem } from "@pforte/shared/contract/work";
import type { ReactElement } from "react";
import { usePortalClient } from "#api/portal-client.tsx";
import { useText } from "#i18n/use-text.tsx";
import { dueText, type Due } from "#ui/due-text.ts";
import { VisuallyHidden } from "#ui/visually-hidden.tsx";
import { Card } from "./card.tsx";
import { haveSpoken } from "./card-sources.tsx";

/** What the person has to do next, on the start page. */
export function WorkCard({ home }: { home: Home }): ReactElement {
  const { t } = useText();
  const { now } = usePortalClient();
  return (
    <Card
      home={home}
      kind={{
        name: "work",
        title: t("view.work"),
        to: "/work",
        mark: "sk-d",
        row: "row-work",
        isFed: false,
        empty: ["card.workEmptyTitle", "card.workEmpty"],
        count: () => null,
        hasSpoken: ({ sources }) => haveSpoken(sources),
        rows: ({ items }) =>
          items.length === 0 ? null : (
            <ul className="rows">
              {items.slice(0, cardRows.work).map((item) => (
                <WorkRow key={item.id} item={item} now={now()} />
              ))}
            </ul>
          ),
      }}
    />
  );
}

const dueClasses = {
  late: "due is-late",
  today: "due is-now",
  later: "due",
  none: "due",
} as const satisfies Record<Due["state"], string>;

function WorkRow({ item, now }: { item: WorkItem; now: Date }): ReactElement {
  const text = useText();
  const due = dueText(item.dueOn, now, text);
  const title = <span className="two">{item.title}</span>;
  return (
    <li className="row row-work">
      <span className={dueClasses[due.state]}>
        {due.state === "none" ? null : (
          <VisuallyHidden>{text.t(due.state === "late" ? "card.dueLate" : "card.due")}</VisuallyHidden>
        )}
        {due.text}
      </span>
      <div>
        {item.href === null ? (
          <span className="row-title" title={item.title}>
            {title}
          </span>
        ) : (
          <a className="row-title" href={item.href} target="_blank" rel="noopener noreferrer" title={item.title}>
            {title}
          </a>
        )}
        <p className="row-sub one">
          {item.project} · {(item.pendingStatus ?? item.status).name}
        </p>
      </div>
    </li>
  );
}
