import type { NoticePage } from "@pforte/shared/contract/page";
import type { ReactElement } from "react";
import { useText } from "#i18n/use-text.tsx";
import { BrandLogo } from "#ui/brand-logo.tsx";
import { Icon } from "#ui/icon.tsx";
import { PageFooter } from "#ui/page-footer.tsx";
import { SupportLink } from "#ui/support-link.tsx";
import { noticeTexts } from "./notice-texts.ts";

/** A page outside the portal proper: what happened, what to do, whom to ask, and facts to read out on the phone. */
export function NoticeView({ notice }: { notice: NoticePage }): ReactElement {
  const { t } = useText();
  const { title, cause, steps, retry } = noticeTexts(notice);
  const { portal } = notice;
  return (
    <div className="bare">
      <main id="content" className="notice-page">
        <BrandLogo logo={portal.logo} appearance={notice.appearance} />
        <h1>{t(title)}</h1>
        <p className="cause">{t(cause)}</p>
        {notice.page === "signed_out" && notice.identityProviderMayRemember ? (
          <p className="warning">
            <Icon name="warning" />
            <span>{t("notice.signedOutWarning")}</span>
          </p>
        ) : null}
        <WaitingActs notice={notice} />
        {steps.length === 0 ? null : (
          <ul className="steps">
            {steps.map((step) => (
              <li key={step}>{t(step)}</li>
            ))}
          </ul>
        )}
        <div className="acts">
          {notice.retry === null ? null : (
            <a className="btn btn-primary btn-lg" href={notice.retry}>
              {t(retry)}
            </a>
          )}
          {notice.page === "signed_out" ? null : (
            <SupportLink support={portal.support} className="btn btn-quiet btn-lg" />
          )}
        </div>
        {notice.page === "signed_out" ? null : <Facts notice={notice} />}
      </main>
      <PageFooter portal={portal} />
    </div>
  );
}

/** Who signs out while something still waits for a tool must know that it is not lost, and when it happens. */
function WaitingActs({ notice: { page, waitingActs = 0 } }: { notice: NoticePage }): ReactElement | null {
  const { t } = useText();
  return page !== "signed_out" || waitingActs === 0 ? null : (
    <p className="waiting-acts">
      <Icon name="history" />
      <span>{t("notice.waitingActs", { count: waitingActs })}</span>
    </p>
  );
}

function Facts({ notice }: { notice: NoticePage }): ReactElement {
  const { t, fullDay, timeWithSeconds, language } = useText();
  const at = new Date(notice.at);
  const time = `${fullDay(at)}, ${timeWithSeconds(at)}${language === "de" ? "\u00A0Uhr" : ""}`;
  return (
    <dl aria-label={t("notice.facts")}>
      <dt>{t("notice.incident")}</dt>
      <dd>{notice.incident}</dd>
      <dt>{t("notice.time")}</dt>
      <dd>
        <time dateTime={notice.at}>{time}</time>
      </dd>
      <dt>{t("notice.code")}</dt>
      <dd>{notice.code ?? notice.page}</dd>
    </dl>
  );
}
