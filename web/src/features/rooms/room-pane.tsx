import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { RoomEnd } from "#matrix/model.ts";
import { useReadable } from "#matrix/use-chat.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { EncryptedPane } from "./encrypted-pane.tsx";
import { InvitationPane } from "./invitation-pane.tsx";
import { sourceOf, type ChatSource, type ListedRoom } from "./listed-room.ts";
import { RoomEnded } from "./room-ended.tsx";
import { PlainHead, RoomHead } from "./room-head.tsx";
import { SourcePhase } from "./source-phase.tsx";

interface RoomPaneProps {
  readonly sources: readonly ChatSource[];
  readonly rooms: readonly ListedRoom[];
  /** The room of the address. */
  readonly id: string;
  readonly onLeave: () => void;
  readonly onShortcuts: () => void;
  /** Draws the messages of a joined room, with this head above and this in their place once the room has ended. */
  readonly talk: (listed: ListedRoom, head: ReactNode, ended: (end: RoomEnd) => ReactNode) => ReactNode;
}

/** The room of the address: its messages, or why there are none. */
export function RoomPane(props: RoomPaneProps): ReactNode {
  const { sources, rooms, id } = props;
  const source = sourceOf(sources, id);
  const listed = rooms.find((one) => one.id === id) ?? null;
  // A room that was open and is no longer in the list still has something to say: why.
  const [seen, setSeen] = useState<ListedRoom | null>(listed);
  if (listed !== null && listed !== seen) {
    setSeen(listed);
  }
  const shown = listed ?? seen;
  if (source === null) {
    return <Ended end={{ kind: "unknown" }} source="" />;
  }
  return shown === null ? (
    <Unlisted source={source} />
  ) : (
    <Known {...props} source={source} shown={shown} isListed={listed !== null} />
  );
}

interface KnownProps extends RoomPaneProps {
  readonly source: ChatSource;
  /** The room as it is, or as it was last. */
  readonly shown: ListedRoom;
  readonly isListed: boolean;
}

function Known({ source, shown, isListed, talk, onLeave, onShortcuts }: KnownProps): ReactNode {
  const [isAccepted, setIsAccepted] = useState(false);
  const { room, hub } = shown;
  const head = (
    <>
      <RoomHead listed={shown} onLeft={onLeave} onShortcuts={onShortcuts} />
      <div className="talk-phase">
        <SourcePhase source={source} hasContent />
      </div>
    </>
  );
  if (room.membership === "invite") {
    if (isAccepted) {
      return <Pane name={room.name} head={head} body={<Waiting />} />;
    }
    const pane = <InvitationPane listed={shown} onAccepted={() => setIsAccepted(true)} onDeclined={onLeave} />;
    return isListed ? (
      <Pane name={room.name} head={head} body={pane} />
    ) : (
      <Ended end={{ kind: "withdrawn" }} source={hub.source} name={room.name} />
    );
  }
  if (room.isEncrypted) {
    return isListed ? (
      <Pane name={room.name} head={head} body={<EncryptedPane listed={shown} />} />
    ) : (
      <Ended end={{ kind: "unknown" }} source={hub.source} name={room.name} />
    );
  }
  return (
    <section className="talk" aria-label={room.name}>
      {talk(shown, head, (end) => (
        <RoomEnded end={end} source={hub.source} />
      ))}
    </section>
  );
}

/** The room is in no list: not yet, or not at all. */
function Unlisted({ source }: { source: ChatSource }): ReactElement {
  const { kind } = useReadable(source.hub.phase);
  const { t } = useTopicText("rooms");
  if (kind === "live") {
    return <Ended end={{ kind: "unknown" }} source={source.hub.source} />;
  }
  const head = (
    <>
      <PlainHead name={t("rooms.room")} />
      <div className="talk-phase is-everywhere">
        <SourcePhase source={source} hasContent={kind !== "closed"} />
      </div>
    </>
  );
  return <Pane name={t("rooms.room")} head={head} body={kind === "closed" ? null : <Waiting />} />;
}

function Pane({ name, head, body }: { name: string; head: ReactNode; body: ReactNode }): ReactElement {
  return (
    <section className="talk" aria-label={name}>
      {head}
      {body}
    </section>
  );
}

function Waiting(): ReactElement {
  const { t } = useTopicText("rooms");
  return (
    <div className="talk-waiting">
      <RowSkeletons rows={4} label={t("rooms.opening")} mark="sk-a" />
    </div>
  );
}

function Ended({ end, source, name }: Parameters<typeof RoomEnded>[0] & { name?: string }): ReactElement {
  const { t } = useTopicText("rooms");
  const known = name ?? t("rooms.room");
  return <Pane name={known} head={<PlainHead name={known} />} body={<RoomEnded end={end} source={source} />} />;
}
