import type { WorkItem } from "@pforte/shared/contract/work";
import { useMemo, useRef } from "react";
import type { ReactElement } from "react";
import { Collection, GridList, GridListHeader, GridListSection, ListLayout, Virtualizer } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { dueGroupOf, dueGroups, type DueGroup } from "#ui/due-day.ts";
import { useSteadyList } from "#ui/use-steady-list.ts";
import { useStatusChanges } from "./use-status-changes.ts";
import { WorkRow } from "./work-row.tsx";

interface WorkListProps {
  /** What these items are a choice of; another one begins anew. */
  readonly of: string;
  readonly items: readonly WorkItem[];
  readonly today: string;
  readonly toolOf: (source: string) => string;
}

interface Group {
  readonly id: DueGroup;
  readonly items: readonly WorkItem[];
}

/** What is to be done, by when it is due; only rows in sight are drawn. */
export function WorkListView({ of, items, today, toolOf }: WorkListProps): ReactElement {
  const { t } = useTopicText("work");
  const area = useRef<HTMLDivElement>(null);
  const { rows, waiting, show } = useSteadyList({ of, items, idOf, isReady: true, area });
  const acts = useStatusChanges(toolOf);
  const groups = dueGroups.flatMap((id): readonly Group[] => {
    const some = rows.filter(({ dueOn }) => dueGroupOf(dueOn, today) === id);
    return some.length === 0 ? [] : [{ id, items: some }];
  });
  const layoutOptions = useMemo(() => {
    const scale = rootScale();
    return { estimatedRowSize: 61 * scale, estimatedHeadingSize: 44 * scale };
  }, []);
  return (
    <div className="w-area" ref={area}>
      <Heads />
      {waiting > 0 ? (
        <div className="waiting">
          <button
            type="button"
            className="btn btn-sm float"
            onClick={() => {
              show();
              // The button goes with what it did; the focus stays in the list.
              setTimeout(() => area.current?.querySelector<HTMLElement>(".w-row")?.focus());
            }}
          >
            {t("work.waiting", { count: waiting })}
          </button>
        </div>
      ) : null}
      <Virtualizer layout={ListLayout} layoutOptions={layoutOptions} shouldObserveItemSize>
        <GridList className="w-list" aria-label={t("work.label")} items={groups}>
          {(group) => (
            <GridListSection id={group.id}>
              <GridListHeader className={`w-group is-${group.id}`}>
                <span>{t(`work.group.${group.id}`)}</span>
                <span className="num">{group.items.length}</span>
              </GridListHeader>
              <Collection items={group.items} dependencies={[acts.changes, today, toolOf]}>
                {(item) => (
                  <WorkRow
                    item={item}
                    today={today}
                    tool={toolOf(item.source)}
                    change={acts.changes.get(item.id) ?? null}
                    acts={acts}
                  />
                )}
              </Collection>
            </GridListSection>
          )}
        </GridList>
      </Virtualizer>
    </div>
  );
}

function idOf({ id }: WorkItem): string {
  return id;
}

/** Rows are measured in the reader's own size of type. */
function rootScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

function Heads(): ReactElement {
  const { t } = useTopicText("work");
  return (
    <div className="w-head" aria-hidden="true">
      <span>{t("work.col.due")}</span>
      <span>{t("work.col.item")}</span>
      <span>{t("work.col.project")}</span>
      <span>{t("work.col.priority")}</span>
      <span>{t("work.col.percent")}</span>
      <span>{t("work.col.status")}</span>
    </div>
  );
}
