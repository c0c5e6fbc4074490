import { createContext, use } from "react";
import type { ReactElement, ReactNode } from "react";

/** Whom a short answer goes to. */
export interface ReplyTo {
  /** `ChatRoom.id`. */
  readonly room: string;
  readonly name: string;
  /** The message that is answered, in the tool's own id. */
  readonly message: string | null;
  /** The room in the tool itself. */
  readonly href: string | null;
}

/** What rows of rooms need to be answered from; who provides it knows how, rows only where. */
export interface ReplySlots {
  /** Changes with everything that is shown in a row: a list that measures its rows does it again. */
  readonly version: number;
  readonly isOpen: (room: string) => boolean;
  /** Opens the field of a room, or closes it and keeps what was typed. */
  readonly toggle: (to: ReplyTo) => void;
  /** What stands below the row: the field, and what became of the answers. */
  readonly area: (to: ReplyTo) => ReactNode;
}

const SlotsContext = createContext<ReplySlots | null>(null);

export function ReplySlotsProvider({ slots, children }: { slots: ReplySlots; children: ReactNode }): ReactElement {
  return <SlotsContext value={slots}>{children}</SlotsContext>;
}

/** How rooms are answered on this page; `null` where they are not. */
export function useReplySlots(): ReplySlots | null {
  return use(SlotsContext);
}
