import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { codeOf } from "#api/api-error.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { ActFailure } from "#ui/act-failure.tsx";
import { Icon } from "#ui/icon.tsx";
import { actorOf } from "./actor-of.ts";
import type { KnownAnnouncement } from "./live-queries.ts";
import type { AnnouncementForm, EditedAnnouncement } from "./use-announcement-form.ts";

/** Why it was not published. Where somebody else has changed it, both sides are there, and one is chosen. */
export function FormFailure({
  form,
  edited,
  current,
}: {
  form: AnnouncementForm;
  edited: EditedAnnouncement;
  current: KnownAnnouncement | null;
}): ReactElement | null {
  const { t } = useTopicText("adminAnnouncements");
  if (form.error === null) {
    return null;
  }
  if (codeOf(form.error) !== "version_stale") {
    return <ActFailure error={form.error} />;
  }
  const isGone = current === null;
  return (
    <div className="notice notice-warn" role="alert">
      <Icon name="warning" />
      <p>
        {isGone
          ? t("announcements.conflictGone")
          : t("announcements.conflict", { who: actorOf(current.changedBy, t), title: current.announcement.title.de })}
      </p>
      <div className="notice-acts">
        {isGone || current.version === edited.version ? null : (
          <Button className="btn btn-sm" onPress={() => form.open(current)}>
            {t("announcements.loadTheirs")}
          </Button>
        )}
        <Button className="btn btn-sm" onPress={() => form.moveTo(current?.version ?? 0)}>
          {t("announcements.keepMine")}
        </Button>
      </div>
    </div>
  );
}
