import type { ChatAccount } from "@pforte/shared/contract/chat";
import { ChatError, type ChatHub, type Readable } from "#matrix/model.ts";

/** Stands for a homeserver that this page cannot speak to now: it says why, and nothing else. */
export function closedHub({ source, account, web, outcome }: ChatAccount, retry: () => void): ChatHub {
  const refuse = async (): Promise<never> => {
    throw new ChatError("connection", "The source is not open.");
  };
  return {
    source,
    account,
    web,
    phase: always({ kind: "closed", outcome }),
    rooms: always([]),
    open: () => {
      throw new ChatError("connection", "The source is not open.");
    },
    accept: refuse,
    decline: refuse,
    leave: refuse,
    setFavourite: refuse,
    setMuted: refuse,
    searchPeople: refuse,
    startDirect: refuse,
    retry,
  };
}

function always<T>(value: T): Readable<T> {
  return { get: () => value, subscribe: () => () => undefined };
}
