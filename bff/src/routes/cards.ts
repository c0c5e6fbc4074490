import { cardSchema, readCards } from "@pforte/shared/contract/cards";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Cards } from "#services/cards.ts";
import { serve } from "./serve.ts";

const cardsSchema = z.array(cardSchema);

/** The cards of the start page of the signed-in person. */
export function registerCardsRoutes(app: FastifyInstance, { cards }: { readonly cards: Cards }): void {
  serve(app, readCards, async ({ query, signedIn, language, signal }) =>
    cards.read(signedIn.principal, cardsSchema.parse(query.cards.split(",")), {
      language,
      signal,
      isPatient: query.patient,
    }),
  );
}
