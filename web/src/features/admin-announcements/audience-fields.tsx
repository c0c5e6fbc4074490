import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { AnnouncementInput } from "./announcement-input.ts";
import { ChoiceField } from "./choice-field.tsx";
import { GroupsField } from "./groups-field.tsx";

/** For whom an announcement is. */
export function AudienceFields({
  input,
  change,
  error,
}: {
  input: AnnouncementInput;
  change: (some: Partial<AnnouncementInput>) => void;
  error: string | undefined;
}): ReactElement {
  const { t } = useTopicText("adminAnnouncements");
  const { audience, groups, typedGroup, dealing } = input;
  return (
    <>
      <ChoiceField
        label={t("announcements.audience")}
        choices={[
          { id: "everybody", text: t("announcements.everybody") },
          { id: "groups", text: t("announcements.someGroups") },
          {
            id: "public",
            text: t("announcements.public"),
            because: dealing === "confirm" ? t("announcements.publicBecause") : undefined,
          },
        ]}
        chosen={audience}
        onChoose={(next) => change({ audience: next })}
      />
      {audience === "groups" ? (
        <GroupsField
          groups={groups}
          typed={typedGroup}
          onChange={(next) => change({ groups: next })}
          onType={(next) => change({ typedGroup: next })}
          error={error}
        />
      ) : null}
    </>
  );
}
