import { useMemo, useRef, useState } from "react";
import type { KeyboardEvent, ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { useSteadyList } from "#ui/use-steady-list.ts";
import { RoomRow } from "./room-row.tsx";
import { sectionNames, type SectionRow } from "./room-sections.ts";

interface RoomListProps {
  readonly rows: readonly SectionRow[];
  /** What the list is filtered by; another filter is another list. */
  readonly term: string;
  readonly current: string | null;
}

/**
 * The rooms as lists of links under headings. While somebody is at them they keep their places. Tab stops at one of them,
 * the open one if there is one; the arrow keys, Home and End lead to the others.
 */
export function RoomList({ rows, term, current }: RoomListProps): ReactElement {
  const { t } = useTopicText("rooms");
  const area = useRef<HTMLDivElement>(null);
  const [visited, setVisited] = useState<string | null>(null);
  const steady = useSteadyList({ of: term, items: rows, idOf, isReady: true, area });
  const stop = useMemo(
    () => [visited, current].find((id) => steady.rows.some(({ listed }) => listed.id === id)) ?? idOfFirst(steady.rows),
    [steady.rows, visited, current],
  );
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrow keys lead from link to link, as the list of keys says
    <div
      className="room-lists"
      ref={area}
      onKeyDown={handleArrowKey}
      onFocus={({ target }) => setVisited(target.dataset["room"] ?? null)}
      onBlur={() => setVisited(null)}
    >
      {steady.waiting === 0 ? null : (
        <button type="button" className="btn btn-sm rooms-waiting" onClick={steady.show}>
          {t("rooms.waiting", { count: steady.waiting })}
        </button>
      )}
      {sectionNames.map((name) => {
        const inSection = steady.rows.filter(({ section }) => section === name);
        return inSection.length === 0 ? null : (
          <div key={name}>
            <h3 id={`rooms-${name}`}>{t(`rooms.section.${name}`)}</h3>
            <ul aria-labelledby={`rooms-${name}`}>
              {inSection.map(({ listed }) => (
                <RoomRow
                  key={listed.id}
                  listed={listed}
                  isCurrent={listed.id === current}
                  isStop={listed.id === stop}
                />
              ))}
            </ul>
          </div>
        );
      })}
    </div>
  );
}

const idOf = ({ listed }: SectionRow): string => listed.id;

function idOfFirst([first]: readonly SectionRow[]): string | null {
  return first?.listed.id ?? null;
}

function handleArrowKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("a.room")];
  const at = links.findIndex((link) => link === event.target);
  const targets: Readonly<Record<string, HTMLElement | undefined>> = {
    ArrowDown: links[at + 1],
    ArrowUp: links[Math.max(at - 1, 0)],
    Home: links[0],
    End: links.at(-1),
  };
  const next = at === -1 ? undefined : targets[event.key];
  if (next !== undefined) {
    event.preventDefault();
    next.focus();
  }
}
