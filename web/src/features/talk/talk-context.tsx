import { createContext, use } from "react";
import type { ChatMessageEntry, ChatPerson, Talk } from "#matrix/model.ts";

/** What floats over the timeline: for which message, and beside which element. */
export interface OpenPart {
  readonly kind: "menu" | "react" | "remove" | "image";
  readonly entry: ChatMessageEntry;
  /** What opened it, and takes the focus back. */
  readonly from: HTMLElement | null;
}

/** What the composer writes: something new, an answer, or a message anew. */
export type Target =
  | { readonly kind: "new" }
  | { readonly kind: "reply"; readonly entry: ChatMessageEntry }
  | { readonly kind: "edit"; readonly entry: ChatMessageEntry };

/** What a message can ask of the pane that it stands in. The object stays the same while the room is open. */
export interface TalkActs {
  readonly talk: Talk;
  /** The person's own Matrix user id. */
  readonly account: string;
  readonly open: (part: OpenPart) => void;
  readonly reply: (entry: ChatMessageEntry) => void;
  readonly edit: (entry: ChatMessageEntry) => void;
  /** Goes to a message, wherever it is. */
  readonly show: (id: string) => void;
  readonly toggleReaction: (entry: ChatMessageEntry, key: string) => void;
  /** Puts the focus on a message. */
  readonly focus: (key: string) => void;
  readonly say: (note: string | null) => void;
}

interface TalkContextValue {
  readonly acts: TalkActs;
  readonly members: readonly ChatPerson[];
}

export const TalkContext = createContext<TalkContextValue | null>(null);

/** The pane in which a message stands. */
export function useTalkContext(): TalkContextValue {
  const value = use(TalkContext);
  if (value === null) {
    throw new Error("A message is drawn outside of its room.");
  }
  return value;
}
