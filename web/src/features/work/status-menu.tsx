import type { WorkItem, WorkStatus } from "@pforte/shared/contract/work";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement, ReactNode, Ref } from "react";
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { workQueries } from "./work-queries.ts";

interface StatusMenuProps {
  readonly item: WorkItem;
  /** What is shown as the item's status: what it is, or what it is to be. */
  readonly shown: WorkStatus;
  readonly button: Ref<HTMLButtonElement>;
  readonly children: ReactNode;
  readonly onChoose: (status: WorkStatus, version: string) => void;
}

/** The status of an item as a button; behind it the steps that may follow, which the tool says when it is opened. */
export function StatusMenu({ item, shown, button, children, onChoose }: StatusMenuProps): ReactElement {
  const { t } = useTopicText("work");
  return (
    <MenuTrigger>
      <Button
        ref={button}
        className="w-chip"
        aria-label={t("work.statusName", { status: shown.name, title: item.title })}
      >
        {children}
        <Icon name="chevron-down" size={16} />
      </Button>
      <Popover className="menu menu-popover" placement="bottom end" offset={4}>
        <Steps item={item} shown={shown} onChoose={onChoose} />
      </Popover>
    </MenuTrigger>
  );
}

function Steps({ item, shown, onChoose }: Pick<StatusMenuProps, "item" | "shown" | "onChoose">): ReactElement {
  const { t } = useTopicText("work");
  const { data, error, isFetching, refetch } = useQuery({ ...workQueries.nextStatuses(item.id), retry: false });
  return (
    <Menu aria-label={t("work.menuHead")} className="menu-list" disabledKeys={["loading", "empty"]}>
      <MenuSection>
        <Header className="menu-h">{t("work.menuHead")}</Header>
        {data === undefined && (error === null || isFetching) ? (
          <Step id="loading">{t("work.menuLoading")}</Step>
        ) : null}
        {error !== null && data === undefined && !isFetching ? (
          <MenuItem
            id="again"
            className="menu-item"
            textValue={t("work.menuFailed")}
            shouldCloseOnSelect={false}
            onAction={() => void refetch()}
          >
            <Icon name="refresh" size={18} />
            <span>{t("work.menuFailed")}</span>
          </MenuItem>
        ) : null}
        {data?.statuses.length === 0 ? <Step id="empty">{t("work.menuEmpty")}</Step> : null}
        {(data?.statuses ?? []).map((status) => (
          <MenuItem
            key={status.id}
            id={status.id}
            className="menu-item"
            textValue={status.name}
            onAction={() => onChoose(status, data?.version ?? item.version)}
          >
            {status.id === shown.id ? <Icon name="check" size={18} /> : <span />}
            <span>{status.name}</span>
          </MenuItem>
        ))}
      </MenuSection>
    </Menu>
  );
}

function Step({ id, children }: { id: string; children: string }): ReactElement {
  return (
    <MenuItem id={id} className="menu-item" textValue={children}>
      <span />
      <span>{children}</span>
    </MenuItem>
  );
}
