import type { InboxItem } from "@pforte/shared/contract/inbox";
import { useState } from "react";
import type { ReactElement } from "react";
import { Button, Disclosure, DisclosurePanel } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { changeLine } from "#ui/change-text.ts";
import { Icon } from "#ui/icon.tsx";
import { VisuallyHidden } from "#ui/visually-hidden.tsx";

/** Shown at once; the rest on demand. */
const firstChanges = 3;

/** The changes of one object, one line each. */
export function InboxChanges({
  item,
  isExpanded,
  onExpand,
}: {
  item: InboxItem;
  isExpanded: boolean;
  onExpand: (isExpanded: boolean) => void;
}): ReactElement {
  const { t } = useTopicText("inbox");
  return (
    <Disclosure className="in-more" isExpanded={isExpanded} onExpandedChange={onExpand}>
      <Button slot="trigger" className="linkbtn">
        {t(isExpanded ? "inbox.hideChanges" : "inbox.showChanges")}
        <VisuallyHidden>{`: ${item.object.title}`}</VisuallyHidden>
        <Icon name="chevron-down" size={16} />
      </Button>
      <DisclosurePanel>{isExpanded ? <Changes item={item} /> : null}</DisclosurePanel>
    </Disclosure>
  );
}

function Changes({ item }: { item: InboxItem }): ReactElement {
  const text = useTopicText("inbox");
  const { t, time, day, fullTime, calendarDay } = text;
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? item.changes : item.changes.slice(0, firstChanges);
  const rest = item.changes.length - shown.length;
  // The portal gives the newest; how many it leaves out is known.
  const beyond = item.changeCount - item.changes.length;
  const today = calendarDay(new Date(item.at));
  return (
    <ul className="in-subs" aria-label={t("inbox.changesOf", { title: item.object.title })}>
      {shown.map((change) => {
        const { actor, line } = changeLine(item, change, text);
        const at = new Date(change.at);
        return (
          <li key={change.id} className="in-sub">
            <span>
              {actor === null ? null : <b>{actor}</b>}
              {line}
            </span>
            <time dateTime={change.at} title={fullTime(at)}>
              {calendarDay(at) === today ? time(at) : `${day(at).slice(0, 2)}, ${time(at)}`}
            </time>
          </li>
        );
      })}
      {rest > 0 ? (
        <li className="in-sub">
          <Button className="linkbtn" onPress={() => setIsWhole(true)}>
            {t("inbox.earlier", { count: rest })}
          </Button>
        </li>
      ) : null}
      {rest === 0 && beyond > 0 ? <li className="in-sub">{t("inbox.beyond", { count: beyond })}</li> : null}
    </ul>
  );
}
