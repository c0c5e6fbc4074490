import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { InstantField } from "#ui/instant-field.tsx";
import type { AnnouncementInput } from "./announcement-input.ts";
import { ChoiceField } from "./choice-field.tsx";
import { OneOfField } from "./one-of-field.tsx";

const reminders = [24, 48, 72, 168] as const;

/** What people do with an announcement: put it away, live with it, or confirm it until a day. */
export function DealingFields({
  input,
  change,
  timeZone,
  error,
}: {
  input: AnnouncementInput;
  change: (some: Partial<AnnouncementInput>) => void;
  timeZone: string;
  error: string | undefined;
}): ReactElement {
  const { t } = useTopicText("adminAnnouncements");
  const { dealing, audience, deadline, remindHoursBefore } = input;
  return (
    <>
      <ChoiceField
        label={t("announcements.dealing")}
        choices={[
          { id: "close", text: t("announcements.canClose") },
          { id: "sticky", text: t("announcements.sticky") },
          {
            id: "confirm",
            text: t("announcements.mustConfirm"),
            because: audience === "public" ? t("announcements.confirmBecause") : undefined,
          },
        ]}
        chosen={dealing}
        onChoose={(next) => change({ dealing: next })}
      />
      {dealing === "confirm" ? (
        <div className="text-pair">
          <InstantField
            label={t("announcements.deadline")}
            value={deadline}
            onChange={(next) => change({ deadline: next })}
            timeZone={timeZone}
            openLabel={t("announcements.pickDeadline")}
            clearLabel={t("announcements.clearDeadline")}
            error={error}
          />
          <OneOfField
            label={t("announcements.reminder")}
            choices={[
              { id: "none", text: t("announcements.noReminder") },
              ...reminders.map((hours) => ({
                id: String(hours),
                text: t("announcements.reminderDays", { count: hours / 24 }),
              })),
            ]}
            chosen={deadline === null || remindHoursBefore === null ? "none" : String(remindHoursBefore)}
            onChoose={(id) => change({ remindHoursBefore: id === "none" ? null : Number(id) })}
            hint={deadline === null ? t("announcements.reminderNeeds") : undefined}
          />
        </div>
      ) : null}
    </>
  );
}
