import type { Drafts } from "./drafts.ts";
import type { Library } from "./library.ts";
import type { Ask } from "./matrix-call.ts";
import type { Readable } from "./model.ts";
import type { Outboxes } from "./outboxes.ts";
import type { RoomBook } from "./room-book.ts";
import type { SendUpload } from "./upload.ts";

/** What the person has chosen to let others see. */
export interface ChatSettings {
  readonly sendTyping: boolean;
  readonly sendReadReceipts: boolean;
}

/** What every act at one homeserver works with. */
export interface Desk {
  readonly source: string;
  readonly account: string;
  /** The address of the web client without an ending slash, or `null`. */
  readonly web: string | null;
  readonly ask: Ask;
  readonly now: () => number;
  readonly settings: () => ChatSettings;
  readonly book: RoomBook;
  readonly library: () => Library;
  readonly drafts: Drafts;
  readonly uploadLimit: Readable<number | null>;
  readonly sendUpload: SendUpload;
  readonly outboxes: Outboxes;
}

/** Where the web client opens a room, at a message where one is named. */
export function webAddress({ web }: Pick<Desk, "web">, room: string, event?: string): string | null {
  return web === null
    ? null
    : `${web}/#/room/${encodeURIComponent(room)}${event === undefined ? "" : `/${encodeURIComponent(event)}`}`;
}
