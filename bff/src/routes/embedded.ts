import { readEmbedded } from "@pforte/shared/contract/embedded";
import type { FastifyInstance } from "fastify";
import { PortalError } from "#plugins/portal-error.ts";
import type { EmbeddedTiles } from "#services/embedded.ts";
import { serve } from "./serve.ts";

/** What the page of an embedded tile needs for its frame. */
export function registerEmbeddedRoute(app: FastifyInstance, embedded: EmbeddedTiles): void {
  serve(app, readEmbedded, async ({ params, signedIn, language }) => {
    const tile = await embedded.find(signedIn.principal, params.key, language);
    if (tile === null) throw new PortalError("not_found", { message: "There is no such embedded tile." });
    return tile;
  });
}
