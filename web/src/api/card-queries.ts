import { readCards, type Card } from "@pforte/shared/contract/cards";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api-error.ts";
import { call } from "./call.ts";

export type CardReply<Name extends Card = Card> = NonNullable<CallReply<typeof readCards>[Name]>;

/** Cards that are wanted within this time share one request. */
const gatherMilliseconds = 10;

interface Batch {
  readonly names: Set<Card>;
  readonly reply: Promise<CallReply<typeof readCards>>;
}

/** Requests that still gather cards, one of each kind per page. */
const gathering = new WeakMap<QueryClient, Map<boolean, Batch>>();

async function readCard<Name extends Card>(client: QueryClient, name: Name): Promise<CardReply<Name>> {
  const known = client.getQueryData<CardReply>(cardQueries.card(name).queryKey);
  // A source that had not answered within a second is waited for; the others do not wait with it.
  const patient = known?.sources.some(({ outcome }) => outcome.state === "loading") === true;
  const batches = gathering.get(client) ?? new Map<boolean, Batch>();
  gathering.set(client, batches);
  const batch = batches.get(patient) ?? gather(batches, patient);
  batch.names.add(name);
  const card = (await batch.reply)[name];
  if (card === undefined) {
    const message = "The portal left this card out.";
    throw new ApiError(200, { code: "internal", message, requestId: null });
  }
  // The reply holds under each name that card alone.
  return card as CardReply<Name>;
}

function gather(batches: Map<boolean, Batch>, patient: boolean): Batch {
  const names = new Set<Card>();
  const send = async (): Promise<CallReply<typeof readCards>> => {
    await new Promise((resolve) => setTimeout(resolve, gatherMilliseconds));
    batches.delete(patient);
    return call(readCards, { query: { cards: [...names].join(","), ...(patient ? { patient: "true" } : {}) } });
  };
  const batch = { names, reply: send() };
  batches.set(patient, batch);
  return batch;
}

/** What the start page and all badges read: each card is a question of its own, and those asked together are one request. */
export const cardQueries = {
  all: () => ["cards"] as const,
  card: <const Name extends Card>(name: Name) =>
    queryOptions({
      queryKey: [...cardQueries.all(), name] as const,
      queryFn: ({ client }) => readCard(client, name),
    }),
};
