import type { Home } from "@pforte/shared/contract/home";
import type { InboxItem } from "@pforte/shared/contract/inbox";
import type { ReactElement } from "react";
import { Button, Checkbox, GridListItem, Link } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { changeLine } from "#ui/change-text.ts";
import { Icon } from "#ui/icon.tsx";
import { useReplySlots } from "#ui/reply-slots.tsx";
import { SourceMark } from "#ui/source-mark.tsx";
import { VisuallyHidden } from "#ui/visually-hidden.tsx";
import { InboxChanges } from "./inbox-changes.tsx";
import { linkOf, opens, replyToOf } from "./inbox-link.ts";
import type { InboxPart } from "./inbox-queries.ts";
import { failureOf } from "./inbox-texts.ts";
import { RowActs, type RowHandlers } from "./row-acts.tsx";
import { timeOf, type ShownItem } from "./shown-inbox.ts";

interface InboxRowProps extends RowHandlers {
  readonly home: Home;
  readonly part: InboxPart;
  readonly shown: ShownItem;
  /** Whether it is the first of its day. */
  readonly isFirst: boolean;
  readonly isExpanded: boolean;
  readonly onExpand: (isExpanded: boolean) => void;
}

/** One object and all that waits about it: which it is, who did what, and what can be done. */
export function InboxRow(props: InboxRowProps): ReactElement {
  const { home, part, shown, isFirst, isExpanded, onExpand, onOpen } = props;
  const { t } = useTopicText("inbox");
  const { item } = shown;
  const { title } = item.object;
  const slots = useReplySlots();
  const replyTo = replyToOf(item);
  const isNew = !item.isRead && part !== "history";
  return (
    <GridListItem
      id={item.id}
      className={["in-item", isFirst ? "is-first" : "", isNew ? "is-unread" : ""]
        .filter((name) => name !== "")
        .join(" ")}
      textValue={title}
      {...(opens(item) ? { onAction: () => onOpen(item, true) } : {})}
    >
      <div className="row in-row">
        <Checkbox slot="selection" className="hit" aria-label={t("inbox.select")}>
          <span className="check-box" />
        </Checkbox>
        <SourceMark home={home} source={item.source} />
        <div className="row-main">
          <Title item={item} onOpen={onOpen} />
          <Summary item={item} />
          <Note shown={shown} />
        </div>
        <Side shown={shown} part={part} />
        <RowActs {...props} item={item} />
      </div>
      {item.changeCount > 1 ? <InboxChanges item={item} isExpanded={isExpanded} onExpand={onExpand} /> : null}
      {item.actions.length === 0 || part === "history" ? null : <ToolActions {...props} item={item} />}
      {replyTo === null ? null : slots?.area(replyTo)}
    </GridListItem>
  );
}

function Title({ item, onOpen }: Pick<InboxRowProps, "onOpen"> & { item: InboxItem }): ReactElement {
  const { t } = useTopicText("inbox");
  const { title } = item.object;
  return (
    <span className="row-title">
      {item.isRead ? null : <VisuallyHidden>{t("card.unread")}</VisuallyHidden>}
      {opens(item) ? (
        <Link className="one" {...linkOf(item)} onPress={() => onOpen(item, false)}>
          {title}
        </Link>
      ) : (
        <span className="one">{title}</span>
      )}
    </span>
  );
}

/** When it is from or comes back, and what of it is still on its way. */
function Side({ shown: { item, isPending }, part }: Pick<InboxRowProps, "shown" | "part">): ReactElement {
  const { t } = useTopicText("inbox");
  return (
    <div className="row-side">
      <When at={new Date(timeOf(item, part))} part={part} />
      {isPending ? (
        <span className="chip" title={t("inbox.pendingLong")}>
          <Icon name="history" size={14} />
          {t("inbox.pending")}
        </span>
      ) : null}
      {item.returnedAt === null || isPending ? null : <span className="chip chip-accent">{t("inbox.returned")}</span>}
    </div>
  );
}

/** Who did what last; of several changes, how many there are. */
function Summary({ item }: { item: InboxItem }): ReactElement {
  const text = useTopicText("inbox");
  const { t } = text;
  const [newest] = item.changes;
  const { actor, line } = newest === undefined ? { actor: null, line: "" } : changeLine(item, newest, text);
  const isGroup = item.changeCount > 1;
  return (
    <p className="row-sub one">
      {isGroup ? (
        <>
          <b>{t("inbox.changes", { count: item.changeCount })}</b>
          {` · ${t("inbox.last")} `}
        </>
      ) : null}
      {actor === null ? null : <b>{actor}</b>}
      {line}
      {item.object.place === null || isGroup ? null : ` · ${item.object.place}`}
    </p>
  );
}

function When({ at, part }: { at: Date; part: InboxPart }): ReactElement {
  const text = useTopicText("inbox");
  return (
    <time dateTime={at.toISOString()} title={text.fullTime(at)}>
      {part === "later" ? <VisuallyHidden>{text.t("inbox.comesBack")} </VisuallyHidden> : null}
      {text.time(at)}
    </time>
  );
}

function Note({ shown: { failed } }: { shown: ShownItem }): ReactElement | null {
  const text = useTopicText("inbox");
  return failed === null ? null : (
    <p className="in-note">
      <Icon name="error" size={16} />
      <span>{failureOf(failed, text)}</span>
    </p>
  );
}

/** The tool's own acts on this, such as accepting a share. */
function ToolActions({ item, onAct }: Pick<InboxRowProps, "onAct"> & { item: InboxItem }): ReactElement {
  return (
    <div className="in-actions">
      {item.actions.map(({ id, label, isPrimary }) => (
        <Button
          key={id}
          className={isPrimary ? "btn btn-sm btn-primary" : "btn btn-sm"}
          aria-label={`${label}: ${item.object.title}`}
          onPress={() => onAct([item], { act: "action", action: id })}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}
