import { listNextStatuses, listWork, setWorkStatus } from "@pforte/shared/contract/work";
import type { FastifyInstance } from "fastify";
import { PortalError } from "#plugins/portal-error.ts";
import type { WorkService } from "#services/work.ts";
import { serve } from "./serve.ts";
import { toolFailure } from "./tool-failure.ts";

/** A page is told that a source is slow before its own request runs into a deadline. */
const waitMilliseconds = 6000;

/** What the signed-in person has to do, and setting its status. */
export function registerWorkRoutes(app: FastifyInstance, { work }: { readonly work: WorkService }): void {
  serve(app, listWork, async ({ query, signedIn, language, signal }) =>
    work.list(signedIn.principal, { limit: query.limit, language, signal, waitMilliseconds }),
  );

  serve(app, listNextStatuses, async ({ query, signedIn, language, signal }) => {
    const { item } = query;
    const next = await work.nextStatuses(signedIn.principal, item, { language, signal }).catch((error: unknown) => {
      throw toolFailure(error, sourceOf(item));
    });
    return next ?? missing();
  });

  serve(app, setWorkStatus, async ({ body, signedIn, language }) => {
    return (await work.setStatus(signedIn.principal, body, language)) ?? missing();
  });
}

const sourceOf = (item: string) => item.split(":", 1)[0] ?? "";

function missing(): never {
  throw new PortalError("not_found", { message: "There is no such piece of work." });
}
