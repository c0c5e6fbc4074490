import type { Inbox } from "@pforte/shared/contract/inbox";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { Link } from "react-router";
import { usePortalClient } from "#api/portal-client.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import type { InboxPart } from "./inbox-queries.ts";
import { returnTime } from "./inbox-side.tsx";

/** What an empty list means; only the open inbox, when all has been done, has the open door. */
export function InboxEmpty({
  inbox,
  part,
  isFiltered,
  onShowAll,
}: {
  inbox: Inbox;
  part: InboxPart;
  isFiltered: boolean;
  onShowAll: () => void;
}): ReactElement {
  const text = useTopicText("inbox");
  const { t } = text;
  const { now } = usePortalClient();
  if (isFiltered) {
    return (
      <div className="empty">
        <h2>{t("inbox.noneTitle")}</h2>
        <p>{t("inbox.none")}</p>
        <div className="acts">
          <Button className="btn" onPress={onShowAll}>
            {t("inbox.showAll")}
          </Button>
        </div>
      </div>
    );
  }
  if (part !== "open") {
    return (
      <div className="empty">
        <h2>{t(`inbox.empty.${part}Title`)}</h2>
        <p>{t(`inbox.empty.${part}`)}</p>
      </div>
    );
  }
  return (
    <div className="empty">
      <OpenDoor />
      <h2>{t("inbox.empty.openTitle")}</h2>
      <p>
        {t(inbox.handledToday === 0 ? "inbox.empty.open" : "inbox.empty.handled", { count: inbox.handledToday })}
        {inbox.nextReturnAt === null
          ? null
          : ` ${t("inbox.empty.next", { time: returnTime(new Date(inbox.nextReturnAt), now(), text) })}`}
      </p>
      <div className="acts">
        <Link className="btn" to="?view=history">
          <Icon name="history" size={18} />
          {t("inbox.showHistory")}
        </Link>
      </div>
    </div>
  );
}

function OpenDoor(): ReactElement {
  return (
    <svg
      className="art"
      viewBox="0 0 96 96"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M8 84h80M22 84V46a26 26 0 0 1 52 0v38" />
      <path className="art-accent" d="M48 84V30c9 1 16 7 16 16v38" />
      <circle cx="42" cy="62" r="1.5" fill="currentColor" stroke="none" />
      <path className="art-accent" d="M64 84l14 8M48 84l6 8" opacity=".6" />
    </svg>
  );
}
