import type { HomeAnnouncement } from "@pforte/shared/contract/announcements";
import type { ReactElement, ReactNode, Ref } from "react";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon-names.ts";

interface NoticeStripProps {
  readonly icon: IconName;
  readonly tone: "" | "notice-ok" | "notice-warn" | "notice-danger";
  /** What may have the focus, and is read first. */
  readonly titleRef?: Ref<HTMLParagraphElement> | undefined;
  readonly title: ReactNode;
  readonly acts: ReactNode;
  readonly children?: ReactNode;
}

/** One strip of the start page: what it is about, and what one can do with it. */
export function NoticeStrip({ icon, tone, titleRef, title, acts, children }: NoticeStripProps): ReactElement {
  return (
    <div className={`notice ${tone}`}>
      <Icon name={icon} />
      <div className="notice-body">
        <p ref={titleRef} tabIndex={-1}>
          {title}
        </p>
        {children}
      </div>
      {/* In the server's HTML too: a button that came later would wrap the sentence anew and move the page. */}
      {acts === null ? null : <div className="notice-acts">{acts}</div>}
    </div>
  );
}

const looks = {
  danger: { icon: "error", tone: "notice-danger" },
  warning: { icon: "warning", tone: "notice-warn" },
  success: { icon: "check", tone: "notice-ok" },
  info: { icon: "info", tone: "" },
} as const;

/** Beyond this, the text waits behind a line that opens it, so that the tools stay in sight. */
const longText = 320;
const manyLines = 3;

interface AnnouncementStripProps extends Pick<NoticeStripProps, "titleRef" | "acts" | "children"> {
  readonly announcement: HomeAnnouncement;
  readonly now: Date;
  /** The way to the tile that it is about. */
  readonly link: ReactNode;
}

/** An announcement as it stands on the start page. */
export function AnnouncementStrip({
  announcement,
  now,
  link,
  children,
  ...rest
}: AnnouncementStripProps): ReactElement {
  const { t } = useText();
  const { severity, title, text } = announcement;
  const isLong = text.length > longText || text.split("\n").length > manyLines;
  const deadline = useDeadline(announcement, now);
  return (
    <NoticeStrip
      {...looks[severity]}
      {...rest}
      title={
        <>
          <b>
            {t(`announcement.${severity}`)}: {title}
          </b>
          {isLong || text === "" ? null : ` ${text}`}
        </>
      }
    >
      {isLong ? (
        <details className="notice-more">
          <summary>{t("announcement.read")}</summary>
          <p>{text}</p>
        </details>
      ) : null}
      {deadline === null ? null : <p className="notice-due">{deadline}</p>}
      {link === null ? null : <p>{link}</p>}
      {children}
    </NoticeStrip>
  );
}

function useDeadline({ acknowledgement }: HomeAnnouncement, now: Date): string | null {
  const { t, fullTime } = useText();
  const deadline = acknowledgement?.deadline ?? null;
  if (deadline === null) {
    return null;
  }
  const at = new Date(deadline);
  return t(at > now ? "announcement.due" : "announcement.overdue", { time: fullTime(at) });
}
