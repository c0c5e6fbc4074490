import { useState } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { ChatMessageEntry, ChatPerson, Talk, TalkState } from "#matrix/model.ts";
import { announce } from "#ui/announcer.tsx";
import { calledPeople } from "#ui/called-people.ts";
import type { Target } from "./talk-context.tsx";
import { failureLine } from "./talk-texts.ts";
import type { PendingFiles } from "./use-pending-files.ts";
import { useTyping } from "./use-typing.ts";

/** An event has 65,536 bytes at most, of which the text is one part (https://spec.matrix.org/latest/client-server-api/#size-limits). */
export const largestText = 60_000;

interface ComposerOptions {
  readonly talk: Talk;
  readonly state: TalkState;
  readonly target: Target;
  readonly pending: PendingFiles;
  readonly tellsTyping: boolean;
  /** Whoever the composer wrote to is done with. */
  readonly onDone: () => void;
  /** Something was sent and stands at the end. */
  readonly onSent: () => void;
}

export interface ComposerState {
  readonly text: string;
  readonly write: (text: string) => void;
  /** Why the text cannot be sent as it is. */
  readonly problem: string | null;
  readonly isSaving: boolean;
  readonly submit: () => void;
}

/** What is being written in a room, and what becomes of it. Only a new message is a draft; an edit leaves the draft alone. */
export function useComposer(options: ComposerOptions): ComposerState {
  const { talk, state, target, pending, tellsTyping, onDone, onSent } = options;
  const { t, ...rest } = useTopicText("talk");
  const [text, setText] = useState(() => talk.draft.get());
  const [shown, setShown] = useState(target);
  const [failure, setFailure] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  const typing = useTyping(talk, tellsTyping);
  if (shown !== target) {
    setShown(target);
    setFailure(null);
    if (target.kind === "edit") {
      setText(textOf(target.entry));
    } else if (shown.kind === "edit") {
      setText(talk.draft.get());
    }
  }
  const write = (next: string): void => {
    setText(next);
    setFailure(null);
    if (target.kind !== "edit") {
      talk.draft.set(next);
      typing(next);
    }
  };
  const tooLong = sizeProblem(text);
  const problem = tooLong === null ? failure : t("talk.compose.tooLong", tooLong);
  const save = async (entry: ChatMessageEntry): Promise<void> => {
    setSaving(true);
    try {
      await talk.edit(entry.id ?? "", text.trim());
      onDone();
    } catch (error) {
      // The text stays in the field, and why is said.
      const sentence = t("talk.compose.editFailed", { text: failureLine(error, { t, ...rest }) });
      setFailure(sentence);
      announce(sentence);
    } finally {
      setSaving(false);
    }
  };
  const submit = (): void => {
    if (problem !== null && tooLong !== null) {
      announce(problem);
    } else if (target.kind === "edit") {
      if (text.trim() === "" || text.trim() === textOf(target.entry)) {
        onDone();
      } else if (!isSaving) {
        void save(target.entry);
      }
    } else if (text.trim() !== "" || pending.files.length > 0) {
      sendAll(talk, { text: text.trim(), target, pending, members: state.members });
      pending.clear();
      write("");
      onDone();
      onSent();
    }
  };
  return { text, write, problem, isSaving, submit };
}

interface Outgoing {
  readonly text: string;
  readonly target: Target;
  readonly pending: PendingFiles;
  readonly members: readonly ChatPerson[];
}

/** Files first; the text is the caption of the first one, or the answer where one is written: a file answers nobody. */
function sendAll(talk: Talk, { text, target, pending, members }: Outgoing): void {
  const isCaption = pending.files.length > 0 && target.kind !== "reply";
  for (const [index, { file }] of pending.files.entries()) {
    talk.sendFile(file, isCaption && index === 0 && text !== "" ? text : null);
  }
  if (text !== "" && !isCaption) {
    talk.send({
      text,
      replyTo: target.kind === "reply" ? target.entry.id : null,
      mentions: [...new Set(calledPeople(text, members).map(({ person }) => person))],
    });
  }
}

function sizeProblem(text: string): { readonly size: number; readonly limit: number } | null {
  // No letter takes more than three bytes per unit, so most texts need no counting.
  if (text.length * 3 <= largestText) {
    return null;
  }
  const size = new TextEncoder().encode(text).length;
  return size <= largestText ? null : { size: Math.ceil(size / 1000), limit: largestText / 1000 };
}

function textOf({ body }: ChatMessageEntry): string {
  return body.kind === "text" ? body.text : "";
}
