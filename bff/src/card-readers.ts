import type { Inboxes } from "#inboxes.ts";
import type { CardReaders } from "#services/cards.ts";
import type { WorkService } from "#services/work.ts";
import type { Sources } from "#sources.ts";

interface Rooms {
  readonly sources: Sources;
  readonly inboxes: Inboxes;
  readonly work: WorkService;
}

/** Who fills which card of the start page. */
export function cardReaders({ sources, inboxes, work }: Rooms): CardReaders {
  return {
    inbox: async (principal, request) => inboxes.inbox.read(principal, { ...request, view: "open" }),
    work: async (principal, request) => work.list(principal, request),
    files: async (principal, request) => sources.files.list(principal, { ...request, view: "recent" }),
    chat: async (principal, request) => sources.chat.rooms(principal, request),
  };
}
