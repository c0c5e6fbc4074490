import type { Draft } from "@pforte/shared/contract/admin-draft";
import type { Home } from "@pforte/shared/contract/home";
import { localize } from "@pforte/shared/contract/localized";
import type { FocusEvent, ReactElement } from "react";
import {
  Button,
  Checkbox,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Radio,
  RadioGroup,
  Select,
  SelectValue,
} from "react-aria-components";
import { Icon } from "#ui/icon.tsx";
import { GroupsField } from "./groups-field.tsx";
import { IconField } from "./icon-field.tsx";
import { LinkField } from "./link-field.tsx";
import { Pair, TextLine } from "./text-line.tsx";
import type { Field, TileValues } from "./tile-values.ts";
import { useTilesText } from "./use-arranging.ts";

export interface TileFieldsProps {
  readonly home: Home;
  readonly draft: Draft;
  readonly values: TileValues;
  readonly wrong: ReadonlySet<Field>;
  readonly isLocked: boolean;
  readonly onChange: (change: Partial<TileValues>) => void;
  /** Some field was left. */
  readonly onLeave: () => void;
}

/** All fields of a tile, both languages side by side. */
export function TileFields(props: TileFieldsProps): ReactElement {
  const { draft, values, wrong, isLocked, onChange, onLeave } = props;
  const { t } = useTilesText();
  const line = { values, wrong, isLocked, onChange };
  const handleBlur = (event: FocusEvent<HTMLElement>): void => {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) {
      onLeave();
    }
  };
  return (
    <div className="adm-fields" onBlur={handleBlur}>
      <Pair>
        <TextLine
          {...line}
          field="nameDe"
          label={t("form.nameDe")}
          lang="de"
          isRequired
          problem={t("form.nameMissing")}
        />
        <TextLine {...line} field="nameEn" label={t("form.nameEn")} lang="en" missing={t("tiles.missingName")} />
      </Pair>
      <LinkField {...line} field="linkDe" label={t("form.link")} isRequired isEmbedded={values.target === "embedded"} />
      <LinkField {...line} field="linkEn" label={t("form.linkEn")} isEmbedded={values.target === "embedded"} />
      <GroupsField {...line} />
      <Target {...line} />
      <Pair>
        <TextLine
          {...line}
          field="descriptionDe"
          label={t("form.descriptionDe")}
          lang="de"
          isLong
          problem={t("form.descriptionMissing")}
        />
        <TextLine
          {...line}
          field="descriptionEn"
          label={t("form.descriptionEn")}
          lang="en"
          isLong
          {...(values.descriptionDe === "" ? {} : { missing: t("form.missingEn") })}
        />
      </Pair>
      <Pair>
        <TextLine
          {...line}
          field="keywordsDe"
          label={t("form.keywordsDe")}
          lang="de"
          problem={t("form.keywordsWrong")}
        />
        <TextLine
          {...line}
          field="keywordsEn"
          label={t("form.keywordsEn")}
          lang="en"
          problem={t("form.keywordsWrong")}
          {...(values.keywordsDe === "" ? {} : { missing: t("form.missingEn") })}
        />
      </Pair>
      <p className="hint">{t("form.keywordsHint")}</p>
      <IconField {...line} />
      <SourceField {...line} draft={draft} />
      <TextLine
        {...line}
        field="identifier"
        label={t("form.identifier")}
        problem={t("form.identifierWrong")}
        hint={t("form.identifierHint")}
      />
    </div>
  );
}

type Line = Pick<TileFieldsProps, "values" | "wrong" | "isLocked" | "onChange">;

const targets = [
  ["same-tab", "form.sameTab"],
  ["new-tab", "form.newTab"],
  ["named-tab", "form.namedTab"],
  ["embedded", "form.embedded"],
] as const;

function Target(line: Line): ReactElement {
  const { values, isLocked, onChange } = line;
  const { t } = useTilesText();
  return (
    <>
      <RadioGroup
        className="field adm-radios"
        value={values.target}
        isReadOnly={isLocked}
        onChange={(target) => {
          const chosen = targets.find(([kind]) => kind === target)?.[0] ?? "new-tab";
          // A tab needs a name at once, or the choice could not be saved.
          onChange({
            target: chosen,
            ...(chosen === "named-tab" && values.tabName === "" ? { tabName: "pforte" } : {}),
          });
        }}
      >
        <Label>{t("form.target")}</Label>
        {targets.map(([kind, text]) => (
          <Radio key={kind} value={kind} className="adm-radio">
            <span className="radio" aria-hidden="true" />
            {t(text)}
          </Radio>
        ))}
      </RadioGroup>
      {values.target === "named-tab" ? (
        <TextLine
          {...line}
          field="tabName"
          label={t("form.tabName")}
          problem={t("form.tabNameWrong")}
          hint={t("form.tabNameHint")}
        />
      ) : null}
    </>
  );
}

function SourceField({ draft, values, isLocked, onChange }: Line & { draft: Draft }): ReactElement {
  const { t, language } = useTilesText();
  const { sources } = draft.document;
  return (
    <>
      <Select
        className="field"
        value={values.source === "" ? "none" : values.source}
        isDisabled={isLocked}
        onChange={(source) => onChange({ source: source === "none" || source === null ? "" : String(source) })}
      >
        <Label>{t("form.source")}</Label>
        <Button className="input adm-select">
          <SelectValue />
          <Icon name="chevron-down" size={16} />
        </Button>
        <Popover className="menu adm-options">
          <ListBox>
            <ListBoxItem id="none" className="menu-item adm-option">
              {t("form.noSource")}
            </ListBoxItem>
            {sources.map(({ key, name }) => (
              <ListBoxItem key={key} id={key} className="menu-item adm-option">
                {localize(name, language)}
              </ListBoxItem>
            ))}
          </ListBox>
        </Popover>
      </Select>
      <Checkbox
        className="adm-check"
        isSelected={values.isPublic}
        isReadOnly={isLocked}
        onChange={(isPublic) => onChange({ isPublic })}
      >
        <span className="check-box" aria-hidden="true" />
        {t("form.public")}
      </Checkbox>
    </>
  );
}
