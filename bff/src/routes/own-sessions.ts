import { endOtherSessions, endOwnSession, readOwnSessions } from "@pforte/shared/contract/own-sessions";
import type { FastifyInstance } from "fastify";
import type { OwnSessions } from "#services/own-sessions.ts";
import type { SessionTrail } from "#services/session-trail.ts";
import type { Principal } from "#storage/principal.ts";
import { serve } from "./serve.ts";

interface OwnSessionsRoutesOptions {
  readonly ownSessions: OwnSessions;
  readonly trail: Pick<SessionTrail, "signedOut">;
}

/** Where a person is signed in, and how they end that. */
export function registerOwnSessionsRoutes(
  app: FastifyInstance,
  { ownSessions, trail }: OwnSessionsRoutesOptions,
): void {
  const written = (person: Principal, ended: number, requestId: string) => {
    for (let each = 0; each < ended; each += 1) trail.signedOut(person, "elsewhere", requestId);
    return { ended };
  };
  serve(app, readOwnSessions, async ({ signedIn: { principal } }) => ({
    sessions: [...(await ownSessions.list(principal))],
  }));
  serve(app, endOwnSession, async ({ body: { id }, signedIn: { principal }, requestId }) =>
    written(principal, await ownSessions.endOne(principal, id), requestId),
  );
  serve(app, endOtherSessions, async ({ signedIn: { principal }, requestId }) =>
    written(principal, await ownSessions.endOthers(principal), requestId),
  );
}
