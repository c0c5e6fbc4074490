import type { WorkItem } from "@pforte/shared/contract/work";
import { useRef } from "react";
import type { ReactElement, RefObject } from "react";
import { GridListItem, Link } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { dueGroupOf } from "#ui/due-day.ts";
import { Icon } from "#ui/icon.tsx";
import { VisuallyHidden } from "#ui/visually-hidden.tsx";
import { dueText } from "./due-text.ts";
import { StatusMenu } from "./status-menu.tsx";
import { StatusNote } from "./status-note.tsx";
import type { StatusChange } from "./status-change.ts";
import type { StatusChanges } from "./use-status-changes.ts";

interface WorkRowProps {
  readonly item: WorkItem;
  readonly today: string;
  readonly tool: string;
  readonly change: StatusChange | null;
  readonly acts: StatusChanges;
}

/** One thing to be done: until when, what and where, how far it is, and the step that may follow. */
export function WorkRow({ item, today, tool, change, acts }: WorkRowProps): ReactElement {
  const { t } = useTopicText("work");
  const button = useRef<HTMLButtonElement>(null);
  const handleLoadNew = (): void => {
    acts.loadNew(item);
    // What was pressed is about to go; the focus stays in its row.
    button.current?.focus();
  };
  return (
    <GridListItem
      id={item.id}
      className="w-row"
      textValue={item.title}
      {...(item.href === null ? {} : { onAction: () => openInTab(item.href) })}
    >
      <Due item={item} today={today} />
      <div className="w-main">
        <Title item={item} />
        <span className="w-sub">
          <span className="w-in one">{item.project}</span>
          <span className="num">{`#${item.reference}`}</span>
          {` · ${item.kind}`}
        </span>
      </div>
      <Cell className="w-project one" label={t("work.col.project")} value={item.project} />
      <Cell className="w-priority one" label={t("work.col.priority")} value={item.priority ?? ""} />
      <Progress percent={item.percentDone} />
      <div className="w-status">
        <Status item={item} change={change} button={button} acts={acts} />
      </div>
      {change === null || change.stand.kind === "saving" ? null : (
        <StatusNote
          item={item}
          change={change}
          tool={tool}
          onAgain={() => {
            acts.again(item);
            button.current?.focus();
          }}
          onDiscard={() => {
            acts.discard(item);
            button.current?.focus();
          }}
          onLoadNew={handleLoadNew}
        />
      )}
    </GridListItem>
  );
}

function Due({ item, today }: { item: WorkItem; today: string }): ReactElement {
  const text = useTopicText("work");
  const group = dueGroupOf(item.dueOn, today);
  const due = item.dueOn === null ? null : dueText(item.dueOn, today, text);
  return (
    <span className={`w-due num is-${group}`} title={due?.full}>
      {due === null ? null : (
        <>
          <VisuallyHidden>{`${text.t("work.col.due")}: `}</VisuallyHidden>
          {due.short}
        </>
      )}
    </span>
  );
}

function Title({ item }: { item: WorkItem }): ReactElement {
  return item.href === null ? (
    <span className="w-title">{item.title}</span>
  ) : (
    <Link className="w-title" href={item.href} target="_blank" rel="noopener noreferrer">
      {item.title}
    </Link>
  );
}

function Cell({ className, label, value }: { className: string; label: string; value: string }): ReactElement {
  return (
    <span className={className}>
      {value === "" ? null : <VisuallyHidden>{`${label}: `}</VisuallyHidden>}
      {value}
    </span>
  );
}

function Progress({ percent }: { percent: number | null }): ReactElement {
  const { t } = useTopicText("work");
  return (
    <span className="w-percent num">
      {percent === null ? null : (
        <>
          <VisuallyHidden>{`${t("work.col.percent")}: `}</VisuallyHidden>
          <span className="bar" aria-hidden="true">
            {/* Set on the element, which the policy allows; no attribute holds it. */}
            <span ref={(bar) => bar?.style.setProperty("inline-size", `${percent}%`)} />
          </span>
          <span className="w-percent-number">{t("work.percent", { percent })}</span>
        </>
      )}
    </span>
  );
}

interface StatusProps {
  readonly item: WorkItem;
  readonly change: StatusChange | null;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly acts: StatusChanges;
}

function Status({ item, change, button, acts }: StatusProps): ReactElement {
  const { t } = useTopicText("work");
  const shown = change?.status ?? item.pendingStatus ?? item.status;
  const isWaiting = change === null && item.pendingStatus !== null;
  const chip = (
    <>
      {isWaiting ? <Icon name="time" size={16} /> : null}
      <span className="one">{shown.name}</span>
    </>
  );
  return (
    <>
      <VisuallyHidden>{`${t("work.col.status")}: `}</VisuallyHidden>
      {item.canChangeStatus ? (
        <StatusMenu
          item={item}
          shown={shown}
          button={button}
          onChoose={(status, version) => acts.set(item, status, version)}
        >
          {chip}
        </StatusMenu>
      ) : (
        <span className="w-chip is-fixed">{chip}</span>
      )}
      {isWaiting ? <span className="w-pending">{t("work.pending")}</span> : null}
      {change?.stand.kind === "saving" ? <span className="w-pending late">{t("work.saving")}</span> : null}
    </>
  );
}

/** Without an opener, as each link that leaves the portal. */
function openInTab(href: string | null): void {
  if (href !== null) {
    globalThis.open(href, "_blank", "noopener,noreferrer");
  }
}
