import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { usePortalClient } from "#api/portal-client.tsx";
import { Icon } from "#ui/icon.tsx";
import { AnnouncementStrip } from "#ui/notice-strip.tsx";
import type { AnnouncementInput } from "./announcement-input.ts";

/** The strip as people will see it, in light and dark; nothing in it acts. */
export function StripPreview({ input, tileName }: { input: AnnouncementInput; tileName: string | null }): ReactElement {
  const { t, language } = useTopicText("adminAnnouncements");
  const { now } = usePortalClient();
  const { severity, dealing, deadline } = input;
  const announcement = {
    key: "preview",
    revision: 1,
    severity,
    title: input.title[language] || input.title.de || t("announcements.previewEmpty"),
    text: input.text[language] || input.text.de,
    isSticky: dealing === "sticky",
    until: input.until,
    tile: null,
    acknowledgement: dealing === "confirm" ? { deadline } : null,
  };
  const acts =
    dealing === "sticky" || input.audience === "public" ? null : dealing === "confirm" ? (
      <span className="btn btn-sm">{t("announcement.confirm")}</span>
    ) : (
      <span className="ib">
        <Icon name="close" size={18} />
      </span>
    );
  return (
    <section className="strip-preview" aria-label={t("announcements.preview")}>
      <h3>{t("announcements.preview")}</h3>
      {(["light", "dark"] as const).map((appearance) => (
        <div key={appearance} className={`preview-${appearance}`} aria-hidden={appearance === "dark"}>
          <AnnouncementStrip
            announcement={announcement}
            now={now()}
            link={
              tileName === null ? null : (
                <span className="notice-link">{t("announcement.open", { tile: tileName })}</span>
              )
            }
            acts={acts}
          />
        </div>
      ))}
    </section>
  );
}
