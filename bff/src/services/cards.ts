import type { Card, readCards } from "@pforte/shared/contract/cards";
import { cardRows } from "@pforte/shared/contract/cards";
import type { ChatRooms } from "@pforte/shared/contract/chat";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import type { FileList } from "@pforte/shared/contract/files";
import type { Inbox } from "@pforte/shared/contract/inbox";
import type { Language } from "@pforte/shared/contract/localized";
import type { WorkList } from "@pforte/shared/contract/work";
import type { Log } from "#log.ts";
import type { Principal } from "#storage/principal.ts";

/** What every card is read with. */
export interface CardRequest {
  readonly language: Language;
  readonly signal: AbortSignal;
  /** Longer than this no source is waited for. */
  readonly waitMilliseconds: number;
  readonly limit: number;
}

/** How each card is read; each answers whatever its sources do. */
export interface CardReaders {
  inbox(principal: Principal, request: CardRequest): Promise<Inbox>;
  work(principal: Principal, request: CardRequest): Promise<WorkList>;
  files(principal: Principal, request: CardRequest): Promise<FileList>;
  chat(principal: Principal, request: CardRequest): Promise<ChatRooms>;
}

/** The cards that a page asks for, in one answer. */
export interface Cards {
  read(
    principal: Principal,
    cards: readonly Card[],
    request: Omit<CardRequest, "waitMilliseconds" | "limit"> & { readonly isPatient: boolean },
  ): Promise<CallReply<typeof readCards>>;
}

/** The answer is on its way within a second; a page is told that a source is slow before its own request runs into a deadline. */
const waits = { quick: 850, patient: 6000 } as const;

interface CardsOptions {
  readonly readers: CardReaders;
  readonly log: Log;
}

export function createCards({ readers, log }: CardsOptions): Cards {
  return {
    async read(principal, cards, { language, signal, isPatient }) {
      const waitMilliseconds = isPatient ? waits.patient : waits.quick;
      const failures: unknown[] = [];
      const reply: CallReply<typeof readCards> = {};
      const fill = async <Name extends Card>(name: Name) => {
        if (!cards.includes(name)) return;
        try {
          const request = { language, signal, waitMilliseconds, limit: cardRows[name] };
          Object.assign(reply, { [name]: await readers[name](principal, request) });
        } catch (error) {
          failures.push(error);
        }
      };
      await Promise.all([fill("inbox"), fill("work"), fill("files"), fill("chat")]);
      signal.throwIfAborted();
      // A card whose reader failed altogether is absent; the page keeps what it has and asks again.
      if (failures.length > 0) {
        if (Object.keys(reply).length === 0) throw failures[0];
        const names = failures.map((error) => (error instanceof Error ? error.name : "unknown"));
        log.warn({ errors: names }, "A card could not be read.");
      }
      return reply;
    },
  };
}
