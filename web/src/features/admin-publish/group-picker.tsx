import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import {
  Autocomplete,
  Button,
  Dialog,
  DialogTrigger,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SearchField,
  useFilter,
} from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { publishQueries } from "./publish-queries.ts";

interface GroupPickerProps {
  readonly groups: readonly string[];
  readonly onGroups: (groups: readonly string[]) => void;
  readonly isDisabled: boolean;
}

/** Any set of groups, from those that are known. */
export function GroupPicker({ groups, onGroups, isDisabled }: GroupPickerProps): ReactElement {
  const { t } = useTopicText("adminPublish");
  const label =
    groups.length > 2 ? t("preview.groupCount", { count: groups.length }) : groups.join(", ") || t("preview.noGroup");
  return (
    <DialogTrigger>
      <Button className="btn p-picker" isDisabled={isDisabled} aria-label={t("preview.groupsName", { groups: label })}>
        <Icon name="people" size={18} />
        <span className="one">{label}</span>
        <Icon name="chevron-down" size={16} />
      </Button>
      <Popover className="menu p-groups" placement="bottom start" offset={4}>
        <Dialog aria-label={t("preview.groups")}>
          <KnownGroups groups={groups} onGroups={onGroups} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function KnownGroups({ groups, onGroups }: Omit<GroupPickerProps, "isDisabled">): ReactElement {
  const { t } = useTopicText("adminPublish");
  const known = useQuery(publishQueries.groups());
  const { contains } = useFilter({ sensitivity: "base" });
  if (known.data === undefined) {
    return known.error === null ? (
      <p className="muted">{t("preview.groupsLoading")}</p>
    ) : (
      <PortalFailure
        error={known.error}
        since={null}
        isTrying={known.isFetching}
        onRetry={() => void known.refetch()}
      />
    );
  }
  return (
    <Autocomplete filter={contains}>
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the picker was opened to find a group */}
      <SearchField className="field" autoFocus>
        <Label>{t("preview.groupsFind")}</Label>
        <Input className="input" />
      </SearchField>
      <ListBox
        className="p-listbox"
        aria-label={t("preview.groups")}
        items={known.data.groups}
        selectionMode="multiple"
        // Escape closes the list; what was chosen stays.
        escapeKeyBehavior="none"
        selectedKeys={groups}
        onSelectionChange={(keys) => onGroups(keys === "all" ? [] : [...keys].map(String))}
        renderEmptyState={() => <p className="muted">{t("preview.groupsNone")}</p>}
      >
        {({ name, people }) => (
          <ListBoxItem id={name} className="menu-item" textValue={name}>
            <span className="check-box" />
            <span>{name}</span>
            <span className="end">{t("preview.groupPeople", { count: people })}</span>
          </ListBoxItem>
        )}
      </ListBox>
    </Autocomplete>
  );
}
