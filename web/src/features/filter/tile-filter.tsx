import type { Home } from "@pforte/shared/contract/home";
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, ReactElement, RefObject } from "react";
import { flushSync } from "react-dom";
import { usePortalClient } from "#api/portal-client.tsx";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { createTileMatcher } from "./tile-matcher.ts";
import { useSlash } from "./use-slash.ts";

interface TileFilterProps {
  readonly home: Home;
  /** Keys of the tiles that fit, the best first; `null` while nothing is typed. */
  readonly onMatches: (keys: ReadonlySet<string> | null) => void;
  /** Moves the focus on to the first tile that is left. */
  readonly onLeave: () => void;
  /** Opens the first tile that is left. */
  readonly onOpenFirst: () => void;
}

/** Filters the tiles while one types. Without JavaScript it is not shown (`filter.css`). */
export function TileFilter({ home, onMatches, onLeave, onOpenFirst }: TileFilterProps): ReactElement {
  const { t } = useText();
  const [isOpen, setIsOpen] = useState(false);
  const { field, text, count, type, setText } = useFilter(home.categories, onMatches);

  const open = (): void => {
    // On a phone the field is not on the page until it is opened, and only then can it take the focus.
    flushSync(() => setIsOpen(true));
    field.current?.focus();
    field.current?.select();
  };
  const clear = (): void => {
    type("");
    setIsOpen(false);
  };
  useSlash(home.singleKeyShortcuts, open);

  const handleKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) {
      return;
    }
    if (event.key === "Escape" && (text !== "" || isOpen)) {
      event.preventDefault();
      clear();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      onLeave();
    } else if (event.key === "Enter" && count !== null && count > 0) {
      event.preventDefault();
      onOpenFirst();
    }
  };

  return (
    <>
      <button type="button" className="ib narrow-only search-open" aria-label={t("filter.label")} onClick={open}>
        <Icon name="search" />
      </button>
      <search className={isOpen ? "search is-open" : "search"}>
        <Icon name="search" />
        <input
          ref={field}
          type="search"
          aria-label={t("filter.label")}
          aria-keyshortcuts={home.singleKeyShortcuts ? "/" : undefined}
          placeholder={t("filter.placeholder")}
          autoComplete="off"
          spellCheck={false}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={handleKeyDown}
        />
        <span className="keys">
          {text === "" && !isOpen ? (
            home.singleKeyShortcuts && <kbd aria-hidden="true">/</kbd>
          ) : (
            <button type="button" className="ib ib-small" aria-label={t("filter.clear")} onClick={clear}>
              <Icon name="close" size={18} />
            </button>
          )}
        </span>
        {/* Where nothing fits, the board says so to the eye, in the place of the tiles. */}
        <output className="vh">
          {count === null ? "" : t(count === 0 ? "filter.none" : "filter.found", { count })}
        </output>
      </search>
    </>
  );
}

interface Filter {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly text: string;
  /** How many tiles are left; `null` while nothing is typed. */
  readonly count: number | null;
  readonly setText: (text: string) => void;
  /** Types as the person would. */
  readonly type: (text: string) => void;
}

/** What is typed and what it leaves. The field keeps its own value, so that what is typed before hydration stays. */
function useFilter(categories: Home["categories"], onMatches: TileFilterProps["onMatches"]): Filter {
  const { kept } = usePortalClient();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const match = useMemo(() => createTileMatcher(categories), [categories]);
  const keys = useMemo(
    () => (text.trim() === "" ? null : new Set(match(text).map(({ tile }) => tile.key))),
    [match, text],
  );
  const tell = useEffectEvent(onMatches);
  useEffect(() => tell(keys), [keys]);

  const type = useCallback((next: string): void => {
    if (field.current !== null) {
      field.current.value = next;
      field.current.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }, []);
  useEffect(() => {
    const before = field.current?.value ?? "";
    const takenUp = before === "" ? (kept.take("filter") ?? "") : before;
    if (takenUp !== "") {
      type(takenUp);
    }
    return kept.register("filter", () => field.current?.value ?? null);
  }, [kept, type]);
  return { field, text, count: keys === null ? null : keys.size, setText, type };
}
