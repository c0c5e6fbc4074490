import type { Home } from "@pforte/shared/contract/home";
import { lazy, useEffect, useMemo, useRef, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { RoomEnd } from "#matrix/model.ts";
import { Icon } from "#ui/icon.tsx";
import { LazyPart } from "#ui/lazy-part.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { useListedRooms, type ChatSource, type ListedRoom } from "./listed-room.ts";
import { RoomPane } from "./room-pane.tsx";
import { inSections, neighbour } from "./room-sections.ts";
import { RoomsColumn } from "./rooms-column.tsx";
import { useRoomKeys } from "./use-room-keys.ts";
import { useSilentConnect } from "./use-silent-connect.ts";

const NewTalkDialog = lazy(async () => ({ default: (await import("./new-talk-dialog.tsx")).NewTalkDialog }));
const ShortcutsDialog = lazy(async () => ({ default: (await import("./shortcuts-dialog.tsx")).ShortcutsDialog }));

export interface RoomsViewProps {
  readonly home: Home;
  readonly sources: readonly ChatSource[];
  /** Whether the sources are those of the person, and not yet to come. */
  readonly isReady: boolean;
  /** The room of the address, or `null` for the list alone. */
  readonly current: string | null;
  readonly onOpen: (id: string) => void;
  readonly onBack: () => void;
  /** Draws the messages of a joined room, with this head above and this in their place once the room has ended. */
  readonly talk: (listed: ListedRoom, head: ReactNode, ended: (end: RoomEnd) => ReactNode) => ReactNode;
}

/** The rooms of all chat sources beside the one that is open; on a narrow screen one or the other. */
export function RoomsView(props: RoomsViewProps): ReactElement {
  const { home, sources, current, onOpen, onBack } = props;
  const rooms = useListedRooms(sources);
  const [term, setTerm] = useState<string | null>(null);
  const [dialog, setDialog] = useState<"new" | "shortcuts" | null>(null);
  const view = useRef<HTMLDivElement>(null);
  const searchButton = useRef<HTMLButtonElement>(null);
  const rows = useMemo(() => inSections(rooms, term ?? ""), [rooms, term]);
  useSilentConnect(sources);
  useRoomKeys(home.singleKeyShortcuts, {
    onMove: (direction) => {
      const next = neighbour(rows, current, direction);
      if (next !== null) {
        onOpen(next.id);
      }
    },
    onBack: () => leaveRoom(view.current, onBack),
    onSearch: () => setTerm((before) => before ?? ""),
    onNew: () => setDialog("new"),
    onHelp: () => setDialog("shortcuts"),
  });
  useKeptInView(view, current);
  const close = (): void => setDialog(null);
  return (
    <div className="chat" data-view={current === null ? "list" : "room"} ref={view}>
      {props.isReady ? (
        <RoomsColumn
          home={home}
          sources={sources}
          rows={rows}
          hasRooms={rooms.length > 0}
          current={current}
          term={term}
          onTerm={setTerm}
          searchButton={searchButton}
          onNew={() => setDialog("new")}
        />
      ) : (
        <ColumnSkeleton />
      )}
      <OpenRoom {...props} rooms={rooms} onShortcuts={() => setDialog("shortcuts")} />
      {dialog === null ? null : (
        <LazyPart onClose={close}>
          {dialog === "new" ? (
            <NewTalkDialog
              sources={sources}
              onClose={close}
              onOpen={(id) => {
                close();
                onOpen(id);
              }}
            />
          ) : (
            <ShortcutsDialog hasSingleKeys={home.singleKeyShortcuts} onClose={close} />
          )}
        </LazyPart>
      )}
    </div>
  );
}

function OpenRoom({
  sources,
  isReady,
  rooms,
  current,
  onBack,
  talk,
  onShortcuts,
}: RoomsViewProps & { rooms: readonly ListedRoom[]; onShortcuts: () => void }): ReactElement {
  if (current === null) {
    // Nobody is asked to choose where there is nothing to choose from, or not yet.
    return rooms.length > 0 ? <NoRoom /> : <div className="talk" />;
  }
  return isReady ? (
    <RoomPane
      key={current}
      sources={sources}
      rooms={rooms}
      id={current}
      onLeave={onBack}
      onShortcuts={onShortcuts}
      talk={talk}
    />
  ) : (
    <div className="talk" />
  );
}

function ColumnSkeleton(): ReactElement {
  const { t } = useTopicText("rooms");
  return (
    <section className="rooms" aria-label={t("rooms.label")}>
      <div className="rooms-head">
        <h2>{t("dock.chat")}</h2>
      </div>
      <RowSkeletons rows={8} label={t("rooms.loading")} mark="sk-a" row="row-room" />
    </section>
  );
}

function NoRoom(): ReactElement {
  const { t } = useTopicText("rooms");
  return (
    <div className="talk">
      <div className="placeholder">
        <Icon name="chat" />
        <h2>{t("rooms.chooseTitle")}</h2>
        <p>{t("rooms.choose")}</p>
      </div>
    </div>
  );
}

/** Beside the list the focus goes to the room's row in it; where the room stands alone, the list comes back. */
function leaveRoom(view: HTMLElement | null, onBack: () => void): void {
  const row = view?.querySelector<HTMLElement>(".room[aria-current]");
  if (row?.checkVisibility() === true) {
    row.focus();
  } else if (view?.dataset["view"] === "room") {
    onBack();
  }
}

/** The row of the open room is in sight, also when it was opened by a key or a link. */
function useKeptInView(view: { readonly current: HTMLElement | null }, current: string | null): void {
  useEffect(() => {
    if (current !== null) {
      view.current?.querySelector(".room[aria-current]")?.scrollIntoView({ block: "nearest" });
    }
  }, [view, current]);
}
