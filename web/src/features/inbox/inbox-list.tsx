import type { Home } from "@pforte/shared/contract/home";
import type { InboxItem } from "@pforte/shared/contract/inbox";
import { lazy, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, ReactElement, RefObject } from "react";
import {
  Collection,
  GridList,
  GridListHeader,
  GridListSection,
  ListLayout,
  Virtualizer,
  type Selection,
} from "react-aria-components";
import { useNavigate } from "react-router";
import { usePortalClient } from "#api/portal-client.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import { LazyPart } from "#ui/lazy-part.tsx";
import { useReplySlots } from "#ui/reply-slots.tsx";
import { roomPath } from "#ui/room-path.ts";
import { useSteadyList } from "#ui/use-steady-list.ts";
import type { InboxPart } from "./inbox-queries.ts";
import { InboxRow } from "./inbox-row.tsx";
import { dayTitle } from "./inbox-texts.ts";
import type { RowHandlers, What } from "./row-acts.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { byDay, type ShownItem } from "./shown-inbox.ts";
import type { InboxActs } from "./use-inbox-acts.ts";

const SnoozeDialog = lazy(async () => ({ default: (await import("./snooze-dialog.tsx")).SnoozeDialog }));

interface InboxListProps {
  readonly home: Home;
  readonly part: InboxPart;
  /** What this is a list of; another filter begins anew. */
  readonly of: string;
  readonly label: string;
  readonly shown: readonly ShownItem[];
  readonly acts: InboxActs;
  readonly onMuteSource: (source: string) => void;
}

/** The inbox's rows by day. Only rows in sight are drawn; arrow keys, Enter, Space and, where wanted, single keys work. */
export function InboxList({ home, part, of, label, shown, acts, onMuteSource }: InboxListProps): ReactElement {
  const text = useTopicText("inbox");
  const { t, calendarDay } = text;
  const { now } = usePortalClient();
  const replies = useReplySlots()?.version;
  const area = useRef<HTMLDivElement>(null);
  const { living, waiting, show } = useInboxRows({ of, shown, acts, area });
  const [selected, setSelected] = useState<Selection>(new Set());
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const groups = byDay(living, part, calendarDay);
  const chosen = living.filter(({ item }) => selected === "all" || selected.has(item.id)).map(({ item }) => item);

  const { handlers, handleKey, picking } = useRowHandlers({
    home,
    part,
    acts,
    living,
    chosen,
    onMuteSource,
    onActed: () => setSelected(new Set()),
    onSelect: ({ id }) => setSelected((before) => (before === "all" ? before : new Set([...before, id]))),
  });
  const scale = useMemo(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16, []);
  const layoutOptions = useMemo(() => ({ estimatedRowSize: 57 * scale, estimatedHeadingSize: 44 * scale }), [scale]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- single keys are a second way to buttons that every row has
    <div className={chosen.length > 0 ? "in-area is-selecting" : "in-area"} ref={area} onKeyDownCapture={handleKey}>
      {waiting === 0 ? null : (
        <div className="waiting">
          <button type="button" className="btn btn-sm float" onClick={show}>
            {t("card.new", { count: waiting })}
          </button>
        </div>
      )}
      <Virtualizer layout={ListLayout} layoutOptions={layoutOptions}>
        <GridList
          className="in-list"
          aria-label={label}
          items={groups}
          dependencies={[expanded, handlers, part, living, replies]}
          selectionMode="multiple"
          selectedKeys={selected}
          onSelectionChange={setSelected}
          disallowTypeAhead={home.singleKeyShortcuts}
        >
          {(group) => (
            <GridListSection id={`day-${group.day}`} className="in-section">
              <GridListHeader className="in-day">
                <span>{dayTitle(group.day, group.at, now(), text)}</span>
                <span className="num muted">{unreadIn(group.rows, part, t)}</span>
              </GridListHeader>
              <Collection items={group.rows.map((one, index) => ({ ...one, id: one.item.id, isFirst: index === 0 }))}>
                {(one) => (
                  <InboxRow
                    {...handlers}
                    home={home}
                    part={part}
                    shown={one}
                    isFirst={one.isFirst}
                    isExpanded={expanded.has(one.item.id)}
                    onExpand={(isExpanded) => setExpanded(toggled(expanded, one.item.id, isExpanded))}
                  />
                )}
              </Collection>
            </GridListSection>
          )}
        </GridList>
      </Virtualizer>
      {chosen.length > 0 ? (
        <SelectionBar
          home={home}
          items={chosen}
          onAct={handlers.onAct}
          onPick={handlers.onPick}
          onClear={() => setSelected(new Set())}
        />
      ) : null}
      <Picker home={home} items={picking} handlers={handlers} />
    </div>
  );
}

/** Asks for a day and a time for what shall come back; nothing while nobody wants to. */
function Picker({
  home,
  items,
  handlers,
}: {
  home: Home;
  items: readonly InboxItem[] | null;
  handlers: RowHandlers;
}): ReactElement | null {
  const close = (): void => handlers.onPick(null);
  return items === null ? null : (
    <LazyPart onClose={close}>
      <SnoozeDialog
        timeZone={home.timeZone}
        count={items.length}
        onSnooze={(until) => {
          handlers.onAct(items, { act: "snooze", until: until.toISOString() });
          close();
        }}
        onClose={close}
      />
    </LazyPart>
  );
}

/** The rows as they stand still while somebody is at them; what the person does or takes back shows at once. */
function useInboxRows({
  of,
  shown,
  acts,
  area,
}: Pick<InboxListProps, "of" | "shown" | "acts"> & { area: RefObject<HTMLElement | null> }): {
  readonly living: readonly ShownItem[];
  readonly waiting: number;
  readonly show: () => void;
} {
  const { rows, waiting, show } = useSteadyList({ of, items: shown, idOf, isReady: true, area });
  const heldBack =
    waiting > 0 && shown.some((one) => acts.broughtBack.has(idOf(one)) && !rows.some((row) => idOf(row) === idOf(one)));
  const handleBroughtBack = useEffectEvent(show);
  useEffect(() => {
    if (heldBack) {
      handleBroughtBack();
    }
  }, [heldBack]);
  const present = new Set(shown.map(idOf));
  // What is done leaves at once, also while the other rows keep their places.
  const living = rows.filter((row) => present.has(idOf(row)));
  return { living, waiting, show };
}

interface RowHandlersOptions extends Pick<InboxListProps, "home" | "part" | "acts" | "onMuteSource"> {
  readonly living: readonly ShownItem[];
  readonly chosen: readonly InboxItem[];
  readonly onActed: () => void;
  readonly onSelect: RowHandlers["onSelect"];
}

/** What rows, keys and the selection do; one menu and one question can be open. */
function useRowHandlers({ home, part, acts, living, chosen, onMuteSource, onActed, onSelect }: RowHandlersOptions): {
  readonly handlers: RowHandlers;
  readonly handleKey: (event: KeyboardEvent) => void;
  readonly picking: readonly InboxItem[] | null;
} {
  const [snoozing, setSnoozing] = useState<string | null>(null);
  const [picking, setPicking] = useState<readonly InboxItem[] | null>(null);
  const navigate = useNavigate();
  const handleAct = (items: readonly InboxItem[], what: What): void => {
    acts.act(items, what);
    onActed();
    setSnoozing(null);
  };
  const handlers: RowHandlers = {
    onAct: handleAct,
    onOpen: (item, inTab) => {
      if (inTab && item.room !== null) {
        void navigate(roomPath(item.room.id));
      } else if (inTab && item.object.href !== null) {
        window.open(item.object.href, "_blank", "noopener,noreferrer");
      }
      if (item.acts.includes("read")) {
        acts.act([item], { act: "read" });
      }
    },
    onPick: setPicking,
    onMuteSource,
    onSelect,
    snoozing,
    onSnoozing: setSnoozing,
  };
  const handleKey = (event: KeyboardEvent): void => {
    if (isWritten(event)) {
      event.stopPropagation();
      return;
    }
    const key = rowKeyOf(event);
    const row = living.find(({ item }) => item.id === key)?.item;
    if (!home.singleKeyShortcuts || row === undefined || part !== "open") {
      return;
    }
    if (runShortcut(event.key, chosen.length > 0 ? chosen : [row], handlers)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  return { handlers, handleKey, picking };
}

function idOf({ item }: ShownItem): string {
  return item.id;
}

function unreadIn(
  rows: readonly ShownItem[],
  part: InboxPart,
  t: ReturnType<typeof useTopicText<"inbox">>["t"],
): string {
  const count = rows.filter(({ item }) => !item.isRead).length;
  return count === 0 || part === "history" ? "" : t("inbox.unread", { count });
}

function toggled(before: ReadonlySet<string>, id: string, isIn: boolean): ReadonlySet<string> {
  const after = new Set(before);
  if (isIn) {
    after.add(id);
  } else {
    after.delete(id);
  }
  return after;
}

/** Keys that write and move in a text: not for the list around its field, which would go to another row with them. */
function isWritten({ target, key }: KeyboardEvent): boolean {
  return target instanceof HTMLTextAreaElement && (key.length === 1 || key.startsWith("Arrow"));
}

/** The row that has the focus itself; keys in its fields and menus are not for it. */
function rowKeyOf({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): string | null {
  if (ctrlKey || metaKey || altKey || !(target instanceof HTMLElement) || target.closest("input, textarea") !== null) {
    return null;
  }
  return target.closest<HTMLElement>("[role=row]")?.dataset["key"] ?? null;
}

function runShortcut(key: string, items: readonly InboxItem[], { onAct, onSnoozing, onPick }: RowHandlers): boolean {
  const can = (act: InboxItem["acts"][number]): readonly InboxItem[] => items.filter(({ acts }) => acts.includes(act));
  switch (key.toLowerCase()) {
    case "e":
    case "d":
      onAct(can("done"), { act: "done" });
      return true;
    case "s": {
      const [first] = can("snooze");
      if (items.length > 1) {
        onPick(can("snooze"));
      } else {
        onSnoozing(first?.id ?? null);
      }
      return true;
    }
    case "u":
      onAct(can("read").length > 0 ? can("read") : can("unread"), { act: can("read").length > 0 ? "read" : "unread" });
      return true;
    default:
      return false;
  }
}
