import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { ReactElement } from "react";
import {
  Button,
  ComboBox,
  Group,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
  Tag,
  TagGroup,
  TagList,
  Text,
  type Key,
} from "react-aria-components";
import { announce } from "#ui/announcer.tsx";
import { Icon } from "#ui/icon.tsx";
import type { TileFieldsProps } from "./tile-fields.tsx";
import { tilesQueries } from "./tiles-queries.ts";
import { useTilesText } from "./use-arranging.ts";

type GroupsFieldProps = Pick<TileFieldsProps, "values" | "isLocked" | "onChange">;

/** Whose members see it: groups of sign-ins and of the configuration, or any other name. */
export function GroupsField({ values, isLocked, onChange }: GroupsFieldProps): ReactElement {
  const { t } = useTilesText();
  const { groups } = values;
  const id = useId();
  const remove = (keys: Set<Key>): void => {
    onChange({ groups: groups.filter((name) => !keys.has(name)) });
    announce(t("form.groupRemoved", { group: [...keys].join(", ") }));
  };
  const add = (name: string): void => {
    if (name !== "" && !groups.includes(name)) {
      onChange({ groups: [...groups, name] });
      announce(t("form.groupAdded", { group: name }));
    }
  };
  return (
    <div className="field">
      <span id={id} className="react-aria-Label">
        {t("form.groups")}
      </span>
      <div className="adm-tags">
        <TagGroup className="adm-tag-group" aria-labelledby={id} {...(isLocked ? {} : { onRemove: remove })}>
          <TagList className="adm-tag-list">
            {groups.map((name) => (
              <Tag key={name} id={name} className="adm-tag" textValue={name}>
                {name}
                {isLocked ? null : (
                  // React Aria adds the name of the group.
                  <Button slot="remove" aria-label={t("form.removeGroup")}>
                    <Icon name="close" size={14} />
                  </Button>
                )}
              </Tag>
            ))}
          </TagList>
        </TagGroup>
        {isLocked ? null : <GroupPicker taken={groups} onAdd={add} />}
      </div>
      <Reach groups={groups} />
    </div>
  );
}

function GroupPicker({ taken, onAdd }: { taken: readonly string[]; onAdd: (name: string) => void }): ReactElement {
  const { t } = useTilesText();
  const [typed, setTyped] = useState("");
  const { data } = useQuery(tilesQueries.groups());
  const offered = (data?.groups ?? []).filter(({ name }) => !taken.includes(name));
  const take = (name: string): void => {
    onAdd(name.trim());
    setTyped("");
  };
  return (
    <ComboBox
      className="adm-group-picker"
      aria-label={t("form.addGroup")}
      allowsCustomValue
      menuTrigger="focus"
      value={null}
      inputValue={typed}
      onInputChange={setTyped}
      onChange={(key) => key !== null && take(String(key))}
    >
      <Group className="adm-group-box">
        <Icon name="plus" size={16} />
        <Input
          placeholder={t("form.group")}
          maxLength={200}
          onKeyDown={(event) => {
            if (
              event.key === "Enter" &&
              typed.trim() !== "" &&
              !event.currentTarget.hasAttribute("aria-activedescendant")
            ) {
              event.preventDefault();
              take(typed);
            }
          }}
        />
      </Group>
      <Popover className="menu adm-options">
        <ListBox items={offered}>
          {(group) => (
            <ListBoxItem id={group.name} className="menu-item adm-option" textValue={group.name}>
              <Text slot="label">{group.name}</Text>
              <Text slot="description" className="end">
                {t("form.people", { count: group.people })}
              </Text>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

/** How many people it is for, as far as sign-ins tell; nothing where they cannot. */
function Reach({ groups }: { groups: readonly string[] }): ReactElement | null {
  const { t } = useTilesText();
  const { data } = useQuery(tilesQueries.groups());
  if (data === undefined) {
    return null;
  }
  if (groups.length === 0) {
    return <p className="hint">{t("form.reachAll", { count: data.people })}</p>;
  }
  const known = groups.flatMap((name) => data.groups.find((group) => group.name === name) ?? []);
  const unknown = groups.filter((name) => !known.some((group) => group.name === name));
  const most = Math.min(
    data.people,
    known.reduce((total, { people }) => total + people, 0),
  );
  return (
    <>
      {known.length === 0 ? null : (
        <p className="hint">{t(known.length === 1 ? "form.reach" : "form.reachMost", { count: most })}</p>
      )}
      {unknown.length === 0 ? null : (
        <p className="adm-miss small">{t("form.groupUnknown", { groups: unknown.join(", ") })}</p>
      )}
    </>
  );
}
