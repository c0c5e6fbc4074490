import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import {
  Button,
  ComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Tag,
  TagGroup,
  TagList,
} from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { groupsQuery } from "./live-queries.ts";

/** Groups from those that are known, or typed freely; any of them is enough. */
export function GroupsField({
  groups,
  typed,
  onChange,
  onType,
  error,
}: {
  groups: readonly string[];
  /** What is typed and not yet added; it must not be forgotten without a word. */
  typed: string;
  onType: (typed: string) => void;
  onChange: (groups: readonly string[]) => void;
  error: string | undefined;
}): ReactElement {
  const { t } = useTopicText("adminAnnouncements");
  const known = useQuery(groupsQuery).data?.groups ?? [];
  const add = (name: string): void => {
    onType("");
    if (name.trim() !== "" && !groups.includes(name.trim())) {
      onChange([...groups, name.trim()]);
    }
  };
  const options = known
    .filter(({ name }) => !groups.includes(name))
    .filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    <div className="groups-field">
      <Chosen groups={groups} onChange={onChange} />
      <ComboBox
        className="field"
        allowsCustomValue
        menuTrigger="focus"
        inputValue={typed}
        onInputChange={onType}
        selectedKey={null}
        onSelectionChange={(key) => {
          if (key !== null) {
            add(String(key));
          }
        }}
        items={options.map(({ name, people }) => ({ id: name, people }))}
        isInvalid={error !== undefined}
        // The browser's own would keep the form from being sent for as long as the sentence stands there.
        validationBehavior="aria"
        allowsEmptyCollection={false}
      >
        <Label className="field-label">{t("announcements.groupsAdd")}</Label>
        <Input
          className="input"
          aria-describedby={error === undefined ? undefined : "groups-error"}
          onKeyDown={(event) => {
            if (event.key === "Enter" && typed.trim() !== "") {
              event.preventDefault();
              add(typed);
            }
          }}
        />
        <Popover className="menu groups-popover">
          <ListBox<{ id: string; people: number }> className="groups-list">
            {({ id, people }) => (
              <ListBoxItem id={id} className="menu-item" textValue={id}>
                <span>{id}</span>
                <span className="end">{t("announcements.people", { count: people })}</span>
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
      <p className="field-hint">{t("announcements.groupsHint")}</p>
      {error === undefined ? null : (
        <p id="groups-error" className="field-error">
          {error}
        </p>
      )}
    </div>
  );
}

function Chosen({
  groups,
  onChange,
}: {
  groups: readonly string[];
  onChange: (groups: readonly string[]) => void;
}): ReactElement | null {
  const { t } = useTopicText("adminAnnouncements");
  return groups.length === 0 ? null : (
    <TagGroup
      aria-label={t("announcements.groupsChosen")}
      onRemove={(keys) => onChange(groups.filter((name) => !keys.has(name)))}
    >
      <TagList className="tag-list" items={groups.map((id) => ({ id }))}>
        {({ id }) => (
          <Tag className="chip" textValue={id}>
            {id}
            <Button slot="remove" className="chip-remove" aria-label={t("announcements.groupRemove")}>
              <Icon name="close" size={14} />
            </Button>
          </Tag>
        )}
      </TagList>
    </TagGroup>
  );
}
