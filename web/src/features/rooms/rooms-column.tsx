import type { Home } from "@pforte/shared/contract/home";
import { useMemo } from "react";
import type { ReactElement, RefObject } from "react";
import { Button, Input, Label, SearchField } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { useReadable } from "#matrix/use-chat.tsx";
import { Icon } from "#ui/icon.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { joinReadables, type ChatSource } from "./listed-room.ts";
import { RoomList } from "./room-list.tsx";
import type { SectionRow } from "./room-sections.ts";
import { SourcePhase } from "./source-phase.tsx";

interface RoomsColumnProps {
  readonly home: Home;
  readonly sources: readonly ChatSource[];
  readonly rows: readonly SectionRow[];
  readonly hasRooms: boolean;
  readonly current: string | null;
  /** What the list is filtered by; `null` while the field is away. */
  readonly term: string | null;
  readonly onTerm: (term: string | null) => void;
  readonly searchButton: RefObject<HTMLButtonElement | null>;
  readonly onNew: () => void;
}

/** The column of rooms: heading, search, and the list with what is the matter at the sources above it. */
export function RoomsColumn(props: RoomsColumnProps): ReactElement {
  const { home, sources, term, onTerm, onNew, searchButton } = props;
  const { t } = useTopicText("rooms");
  const keys = home.singleKeyShortcuts ? { search: "r", talk: "n" } : { search: undefined, talk: undefined };
  return (
    <section className="rooms" aria-label={t("rooms.label")}>
      <div className="rooms-head">
        <h2>{t("dock.chat")}</h2>
        <button
          type="button"
          className="ib"
          ref={searchButton}
          aria-label={t("rooms.search")}
          title={t("rooms.search")}
          aria-expanded={term !== null}
          aria-keyshortcuts={keys.search}
          onClick={() => onTerm(term === null ? "" : null)}
        >
          <Icon name="search" />
        </button>
        <button
          type="button"
          className="ib"
          aria-label={t("rooms.new")}
          title={t("rooms.new")}
          aria-haspopup="dialog"
          aria-keyshortcuts={keys.talk}
          onClick={onNew}
        >
          <Icon name="plus" />
        </button>
      </div>
      {term === null ? null : <TermField term={term} onTerm={onTerm} searchButton={searchButton} />}
      <div className="rooms-phases" aria-live="polite">
        {sources.map((source) => (
          <SourcePhase key={source.hub.source} source={source} hasContent={props.hasRooms} />
        ))}
      </div>
      <Rooms {...props} />
    </section>
  );
}

function TermField({
  term,
  onTerm,
  searchButton,
}: Pick<RoomsColumnProps, "onTerm" | "searchButton"> & { term: string }): ReactElement {
  const { t } = useTopicText("rooms");
  const close = (): void => {
    onTerm(null);
    searchButton.current?.focus();
  };
  return (
    <SearchField
      className="rooms-search"
      value={term}
      onChange={onTerm}
      maxLength={100}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- the field is there because somebody wants to type into it
      autoFocus
      onKeyDown={(event) => {
        // The field empties itself at the first Escape; at the second it goes.
        if (event.key === "Escape" && term === "") {
          close();
        }
      }}
    >
      <Label className="vh">{t("rooms.searchLabel")}</Label>
      <Input className="input" placeholder={t("rooms.searchLabel")} />
      <Button className={term === "" ? "ib is-away" : "ib"} aria-label={t("rooms.searchClear")}>
        <Icon name="close" size={16} />
      </Button>
    </SearchField>
  );
}

function Rooms({ sources, rows, hasRooms, current, term, onNew }: RoomsColumnProps): ReactElement | null {
  const { t } = useTopicText("rooms");
  const store = useMemo(() => joinReadables(sources.map(({ hub }) => hub.phase)), [sources]);
  const phases = useReadable(store);
  if (rows.length > 0) {
    return <RoomList rows={rows} term={term ?? ""} current={current} />;
  }
  if (hasRooms) {
    return <output className="rooms-none">{t("rooms.noneFound", { term: (term ?? "").trim() })}</output>;
  }
  if (phases.some(({ kind }) => kind === "connecting")) {
    return <RowSkeletons rows={8} label={t("rooms.loading")} mark="sk-a" row="row-room" />;
  }
  // That there are no rooms is only known where all have said so.
  return phases.length > 0 && phases.every(({ kind }) => kind === "live") ? (
    <div className="rooms-none">
      <p>
        <strong>{t("chat.emptyTitle")}</strong>
      </p>
      <p>{t("chat.empty")}</p>
      <button type="button" className="btn btn-sm" onClick={onNew}>
        {t("rooms.new")}
      </button>
    </div>
  ) : null;
}
