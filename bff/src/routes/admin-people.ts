import { endSessions, findPerson, readPresence } from "@pforte/shared/contract/admin-people";
import type { FastifyInstance } from "fastify";
import type { PeopleAdministration } from "#services/people-administration.ts";
import { actBy } from "./act-by.ts";
import { serve } from "./serve.ts";

/** How many people are signed in, and what administrators can do for one whom they name. */
export function registerAdminPeopleRoutes(app: FastifyInstance, people: PeopleAdministration): void {
  serve(app, readPresence, async () => people.presence());
  serve(app, findPerson, async ({ body: { username }, signedIn, requestId }) =>
    people.find(username, actBy(signedIn, requestId)),
  );
  serve(app, endSessions, async ({ body: { issuer, subject }, signedIn, requestId }) => ({
    ended: await people.endSessions({ issuer, subject }, actBy(signedIn, requestId)),
  }));
}
