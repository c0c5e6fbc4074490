import type { ReactElement } from "react";
import { usePortalClient } from "#api/portal-client.tsx";
import { signInPath } from "#api/session-store.ts";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";

/** Says since when the page stands still, with the one way on. Always on the page, so that its text is read aloud when it comes. */
export function PausedStrip({ since }: { since: Date | null }): ReactElement {
  const { t, time } = useText();
  const { session, navigation } = usePortalClient();
  return (
    <div aria-live="polite">
      {since === null ? null : (
        <div className="notice notice-warn">
          <Icon name="snooze" />
          <p>{t("session.paused", { time: time(since) })}</p>
          <div className="notice-acts">
            <a
              className="btn btn-sm"
              href={signInPath(navigation.here())}
              onClick={(event) => {
                event.preventDefault();
                session.renew();
              }}
            >
              {t("session.continue")}
            </a>
          </div>
        </div>
      )}
    </div>
  );
}
