import type { Home } from "@pforte/shared/contract/home";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ReactElement } from "react";
import { Checkbox } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { SectionHead } from "#ui/section-head.tsx";
import { ChoiceGroup } from "./choice-group.tsx";
import { GroupPicker } from "./group-picker.tsx";
import { OneOf } from "./one-of.tsx";
import { previewAddress, type PreviewChoice } from "./preview-address.ts";
import { publishQueries } from "./publish-queries.ts";
import { useFrameScale } from "./use-frame-scale.ts";

/** The real start page of the draft or of a version, as any set of groups or nobody would see it. */
export function Preview({ home, draftVersion }: { home: Home; draftVersion: number }): ReactElement {
  const { t } = useTopicText("adminPublish");
  const [choice, setChoice] = useState<PreviewChoice>(() => ({
    of: "draft",
    isAnonymous: false,
    groups: [],
    language: home.language,
    appearance: "light",
    // A desk's page is too small to be read in the window of a phone.
    width: matchMedia("(width < 40rem)").matches ? "phone" : "desktop",
  }));
  return (
    <section className="p-preview" aria-labelledby="preview">
      <SectionHead id="preview" title={t("preview.title")} />
      <p className="small muted">{t("preview.text")}</p>
      <Choices choice={choice} onChoice={setChoice} />
      <Page choice={choice} draftVersion={draftVersion} />
    </section>
  );
}

function Choices({
  choice,
  onChoice,
}: {
  choice: PreviewChoice;
  onChoice: (choice: PreviewChoice) => void;
}): ReactElement {
  const { t } = useTopicText("adminPublish");
  return (
    <div className="p-choose">
      <GroupPicker
        groups={choice.groups}
        isDisabled={choice.isAnonymous}
        onGroups={(groups) => onChoice({ ...choice, groups })}
      />
      <Checkbox
        className="p-accept"
        isSelected={choice.isAnonymous}
        onChange={(isAnonymous) => onChoice({ ...choice, isAnonymous })}
      >
        <span className="check-box" />
        {t("preview.anonymous")}
      </Checkbox>
      <VersionChoice of={choice.of} onChoose={(of) => onChoice({ ...choice, of })} />
      <ChoiceGroup
        label={t("preview.language")}
        choices={[
          { id: "de", text: t("difference.de") },
          { id: "en", text: t("difference.en") },
        ]}
        chosen={choice.language}
        onChoose={(language) => onChoice({ ...choice, language })}
      />
      <ChoiceGroup
        label={t("preview.appearance")}
        choices={[
          { id: "light", text: t("preview.light") },
          { id: "dark", text: t("preview.dark") },
          { id: "contrast", text: t("preview.contrast") },
        ]}
        // The device's own is never offered here: what it is would be a guess.
        chosen={choice.appearance === "system" ? "light" : choice.appearance}
        onChoose={(appearance) => onChoice({ ...choice, appearance })}
      />
      <ChoiceGroup
        label={t("preview.width")}
        choices={[
          { id: "desktop", text: t("preview.desktop") },
          { id: "phone", text: t("preview.phone") },
        ]}
        chosen={choice.width}
        onChoose={(width) => onChoice({ ...choice, width })}
      />
    </div>
  );
}

function VersionChoice({
  of,
  onChoose,
}: {
  of: PreviewChoice["of"];
  onChoose: (of: PreviewChoice["of"]) => void;
}): ReactElement {
  const { t } = useTopicText("adminPublish");
  const { data } = useInfiniteQuery(publishQueries.versions());
  const versions = data?.pages.flatMap((page) => page.versions) ?? [];
  return (
    <OneOf
      label={t("preview.of")}
      choices={[
        { id: "draft", text: t("preview.draft") },
        ...versions.map(({ version, note }) => ({
          id: String(version),
          text: t("preview.version", { version, note }),
        })),
      ]}
      chosen={String(of)}
      onChoose={(id) => onChoose(id === "draft" ? "draft" : Number(id))}
    />
  );
}

function Page({ choice, draftVersion }: { choice: PreviewChoice; draftVersion: number }): ReactElement {
  const { t } = useTopicText("adminPublish");
  const address = previewAddress(choice);
  const box = useFrameScale();
  const of = choice.of === "draft" ? t("preview.draft") : t("preview.versionShort", { version: choice.of });
  return (
    <div className={`p-frame is-${choice.width}`} ref={box}>
      <iframe
        // Drawn anew when the draft has changed: its address stays the same then.
        key={`${address} ${choice.of === "draft" ? draftVersion : ""}`}
        src={address}
        title={t("preview.frame", {
          of,
          whom: choice.isAnonymous ? t("preview.anonymous") : choice.groups.join(", ") || t("preview.noGroup"),
        })}
        // Without scripts; of the portal's own origin, so that its styles and pictures are let in.
        sandbox="allow-same-origin"
      />
    </div>
  );
}
