import type { WorkItem } from "@pforte/shared/contract/work";
import type { ReactElement } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { dueGroupOf } from "#ui/due-day.ts";
import { Icon } from "#ui/icon.tsx";

/** `week` is all that is due until Sunday, also what should have been done before. */
export type DueChoice = "all" | "overdue" | "week";

export const dueChoices = ["all", "overdue", "week"] as const satisfies readonly DueChoice[];

export interface WorkChoice {
  readonly due: DueChoice;
  /** Empty is all of them. */
  readonly projects: readonly string[];
}

/** Whether an item belongs to a choice. */
export function isChosen(item: WorkItem, { due, projects }: WorkChoice, today: string): boolean {
  return isDue(item, due, today) && (projects.length === 0 || projects.includes(item.project));
}

function isDue({ dueOn }: WorkItem, due: DueChoice, today: string): boolean {
  const group = dueGroupOf(dueOn, today);
  switch (due) {
    case "all":
      return true;
    case "overdue":
      return group === "overdue";
    case "week":
      return group === "overdue" || group === "today" || group === "week";
  }
}

interface WorkFiltersProps {
  readonly items: readonly WorkItem[];
  readonly today: string;
  readonly choice: WorkChoice;
  readonly onChoose: (choice: WorkChoice) => void;
}

/** Which of the items are shown: by when they are due, and of which projects. */
export function WorkFilters({ items, today, choice, onChoose }: WorkFiltersProps): ReactElement {
  const { t } = useTopicText("work");
  const count = (due: DueChoice): number =>
    items.filter((item) => isChosen(item, { due, projects: choice.projects }, today)).length;
  return (
    <div className="toolbar">
      <ToggleButtonGroup
        className="tabs"
        aria-label={t("work.filterDue")}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[choice.due]}
        onSelectionChange={(keys) => {
          const due = dueChoices.find((one) => keys.has(one)) ?? choice.due;
          onChoose({ ...choice, due });
        }}
      >
        {dueChoices.map((due) => (
          <ToggleButton key={due} id={due} className="tab">
            {t(`work.status.${due}`)} <span className="num">{count(due)}</span>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <span className="spring" />
      <ProjectMenu items={items} choice={choice} onChoose={onChoose} />
    </div>
  );
}

function ProjectMenu({ items, choice, onChoose }: Omit<WorkFiltersProps, "today">): ReactElement | null {
  const { t, language } = useTopicText("work");
  const names = [...new Set([...items.map(({ project }) => project), ...choice.projects])].toSorted((one, other) =>
    one.localeCompare(other, language),
  );
  if (names.length < 2) {
    return null;
  }
  const [only, ...more] = choice.projects;
  const label =
    only === undefined
      ? t("work.allProjects")
      : more.length === 0
        ? only
        : t("work.projects", { count: choice.projects.length });
  return (
    <MenuTrigger>
      <Button className="btn btn-quiet w-projects">
        <Icon name="filter" size={18} />
        <span className="one">{label}</span>
        <Icon name="chevron-down" size={16} />
      </Button>
      <Popover className="menu menu-popover" placement="bottom end" offset={4}>
        <Menu
          className="menu-list"
          aria-label={t("work.filterProject")}
          selectionMode="multiple"
          selectedKeys={choice.projects}
          onSelectionChange={(keys) => {
            onChoose({ ...choice, projects: names.filter((name) => keys === "all" || keys.has(name)) });
          }}
        >
          {names.map((name) => (
            <MenuItem key={name} id={name} className="menu-item" textValue={name}>
              {({ isSelected }) => (
                <>
                  {isSelected ? <Icon name="check" size={18} /> : <span />}
                  <span>{name}</span>
                  <span className="end">{items.filter(({ project }) => project === name).length}</span>
                </>
              )}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
