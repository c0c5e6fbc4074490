import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { sourceName } from "#ui/source-mark.tsx";
import type { InboxFilter, Tally } from "./shown-inbox.ts";

const kinds = ["all", "unread", "mentions"] as const;

interface InboxToolbarProps {
  readonly home: Home;
  readonly filter: InboxFilter;
  readonly total: number;
  readonly tally: Tally;
  /** Sources that have something here or could have. */
  readonly sources: readonly string[];
  readonly onFilter: (filter: InboxFilter) => void;
}

/** Which items are shown. */
export function InboxToolbar({ home, filter, total, tally, sources, onFilter }: InboxToolbarProps): ReactElement {
  const { t, number } = useTopicText("inbox");
  const counts = { all: total, unread: tally.unread, mentions: tally.mentions };
  return (
    <div className="toolbar in-toolbar">
      <ToggleButtonGroup
        className="tabs"
        aria-label={t("inbox.filter")}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[filter.only]}
        onSelectionChange={(keys) => onFilter({ ...filter, only: kinds.find((one) => keys.has(one)) ?? "all" })}
      >
        {kinds.map((one) => (
          <ToggleButton key={one} id={one} className="tab">
            {t(`inbox.only.${one}`)}
            <span className="num">
              {number(counts[one])}
              {tally.isCapped && one !== "mentions" ? "+" : ""}
            </span>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <span className="spring" />
      {sources.length < 2 ? null : (
        <MenuTrigger>
          <Button className={filter.sources.size === 0 ? "btn btn-quiet in-sources" : "btn btn-quiet in-sources is-on"}>
            <Icon name="filter" size={18} />
            <span>
              {filter.sources.size === 0
                ? t("inbox.allSources")
                : [...filter.sources].map((source) => sourceName(home, source)).join(", ")}
            </span>
            <Icon name="chevron-down" size={16} />
          </Button>
          <Popover className="menu" placement="bottom end" offset={4}>
            <Menu
              aria-label={t("inbox.sourcesFilter")}
              selectionMode="multiple"
              selectedKeys={filter.sources}
              onSelectionChange={(keys) =>
                onFilter({ ...filter, sources: new Set(keys === "all" ? [] : sources.filter((one) => keys.has(one))) })
              }
            >
              {sources.map((source) => (
                <MenuItem key={source} id={source} className="menu-item" textValue={sourceName(home, source)}>
                  {({ isSelected }) => (
                    <>
                      <span className="menu-check">{isSelected ? <Icon name="check" size={18} /> : null}</span>
                      <span>{sourceName(home, source)}</span>
                    </>
                  )}
                </MenuItem>
              ))}
            </Menu>
          </Popover>
        </MenuTrigger>
      )}
    </div>
  );
}
