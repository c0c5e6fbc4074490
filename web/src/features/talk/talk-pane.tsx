import type { Home } from "@pforte/shared/contract/home";
import { Suspense, useMemo, useRef, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { TopicTexts } from "#i18n/use-text.tsx";
import type { RoomEnd, Talk, TalkState } from "#matrix/model.ts";
import { useReadable } from "#matrix/use-chat.tsx";
import { Composer } from "./composer.tsx";
import { DropArea } from "./drop-area.tsx";
import { OpenParts } from "./open-parts.tsx";
import { TalkContext } from "./talk-context.tsx";
import { Timeline, type TimelineHandle } from "./timeline.tsx";
import { useEditLast } from "./use-edit-last.ts";
import { useLinkedMessage } from "./use-linked-message.ts";
import { usePendingFiles } from "./use-pending-files.ts";
import { useTalk } from "./use-talk.ts";
import { useTalkActs } from "./use-talk-acts.ts";
import "#styles/views-talk.css";

export interface TalkPaneProps {
  /** The room by the homeserver's own id. */
  readonly room: string;
  readonly home: Home;
  /** What stands above the messages. */
  readonly head: ReactNode;
  /** What stands in their place once the room has ended. */
  readonly ended: (end: RoomEnd) => ReactNode;
}

/** The messages of an open room and the field to write one, below the room's head; fills the grid of `.talk`. */
export function TalkPane(props: TalkPaneProps): ReactElement {
  return (
    <>
      {props.head}
      <Suspense fallback={<div className="talk-body" />}>
        <TopicTexts topic="talk">
          <OpenRoom key={props.room} {...props} />
        </TopicTexts>
      </Suspense>
    </>
  );
}

function OpenRoom({ room, ...props }: TalkPaneProps): ReactElement {
  const talk = useTalk(room);
  return talk === null ? <div className="talk-body" /> : <Room {...props} talk={talk} />;
}

function Room({ talk, home, ended }: Omit<TalkPaneProps, "room"> & { talk: Talk }): ReactNode {
  const state = useReadable(talk.state);
  return state.ended === null ? <Conversation talk={talk} state={state} home={home} /> : ended(state.ended);
}

interface ConversationProps {
  readonly talk: Talk;
  readonly state: TalkState;
  readonly home: Home;
}

function Conversation({ talk, state, home }: ConversationProps): ReactElement {
  const timeline = useRef<TimelineHandle>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const pending = usePendingFiles(state.uploadLimit);
  const { acts, target, part, note, setTarget, close } = useTalkActs({ talk, timeline, field });
  const [isDropping, setDropping] = useState(false);
  const context = useMemo(() => ({ acts, members: state.members }), [acts, state.members]);
  useLinkedMessage(acts.show);
  const editLast = useEditLast({
    entries: state.entries,
    isIdle: () => target.kind === "new" && field.current?.value === "",
    onEdit: acts.edit,
  });
  const focusField = (): void => field.current?.focus();
  return (
    <TalkContext value={context}>
      <DropArea
        room={state.room.name}
        isOver={isDropping}
        onOver={setDropping}
        onFiles={(files) => {
          pending.add(files);
          focusField();
        }}
      >
        <Timeline handle={timeline} state={state} note={note} onLeave={focusField} />
        <Composer
          state={state}
          target={target}
          pending={pending}
          field={field}
          tellsTyping={home.sendTyping}
          onDone={() => setTarget({ kind: "new" })}
          onSent={() => {
            if (state.hasNewer) {
              talk.showNewest();
            }
            timeline.current?.toEnd();
          }}
          onEditLast={editLast}
        />
      </DropArea>
      <OpenParts part={part} href={state.href} onClose={close} />
    </TalkContext>
  );
}
