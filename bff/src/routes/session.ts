import { readSession } from "@pforte/shared/contract/session";
import type { FastifyInstance } from "fastify";
import { serve } from "./serve.ts";

/** Says that there is a session, and until when. */
export function registerSessionRoute(app: FastifyInstance): void {
  serve(app, readSession, ({ signedIn }) =>
    Promise.resolve({
      person: { name: signedIn.principal.name, username: signedIn.principal.username },
      endsAt: signedIn.endsAt.toISOString(),
      idleEndsAt: signedIn.idleEndsAt.toISOString(),
    }),
  );
}
