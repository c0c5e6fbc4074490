import { checkLink, readLinks } from "@pforte/shared/contract/admin-assets";
import type { FastifyInstance } from "fastify";
import type { LinkChecks } from "#services/link-checks.ts";
import { serve } from "./serve.ts";

/** What addresses answer that administrators enter. */
export function registerLinkRoutes(app: FastifyInstance, links: LinkChecks): void {
  serve(app, checkLink, async ({ body }) => links.check(body.address));
  serve(app, readLinks, async () => ({ links: [...(await links.known())] }));
}
