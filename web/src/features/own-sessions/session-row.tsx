import type { OwnSession } from "@pforte/shared/contract/own-sessions";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { deviceText } from "./device-text.ts";
import { useMoment } from "./use-moment.ts";

/** One place where the person is signed in: on what, since when, last used when, and the way to end it. */
export function SessionRow({ session, onEnd }: { session: OwnSession; onEnd: () => void }): ReactElement {
  const text = useTopicText("ownSessions");
  const { t } = text;
  const moment = useMoment();
  const name = deviceText(session.device, text);
  const signedIn = t("ownSessions.signedIn", { when: moment(session.signedInAt) });
  return (
    <li className="own-row">
      <div className="own-about">
        <h3>
          {name}
          {session.isCurrent ? <span className="own-current">{t("ownSessions.current")}</span> : null}
        </h3>
        <p>
          <span>{signedIn}</span>
          <span aria-hidden="true"> · </span>
          <span>{t("ownSessions.used", { when: moment(session.lastUsedAt) })}</span>
        </p>
        {session.isCurrent ? <p>{t("ownSessions.signOut")}</p> : null}
      </div>
      {session.isCurrent ? null : (
        <Button className="btn" onPress={onEnd} aria-label={t("ownSessions.endOf", { device: name, signedIn })}>
          {t("ownSessions.end")}
        </Button>
      )}
    </li>
  );
}
