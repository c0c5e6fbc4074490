import { proofExportPath, readProof } from "@pforte/shared/contract/admin-live";
import { configurationKeySchema } from "@pforte/shared/contract/portal-configuration";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { SignedIn } from "#auth/authentication.ts";
import { PortalError } from "#plugins/portal-error.ts";
import type { AnnouncementProof } from "#services/announcement-proof.ts";
import type { SessionTrail } from "#services/session-trail.ts";
import type { ActBy } from "#storage/ports/draft-store.ts";
import type { Principal } from "#storage/principal.ts";
import { actBy } from "./act-by.ts";
import { attachment } from "./content-disposition.ts";
import { serve } from "./serve.ts";

interface AdminProofOptions {
  readonly proof: AnnouncementProof;
  readonly mayReadProof: (principal: Principal) => boolean;
  /** Writes down who was turned away. */
  readonly trail: Pick<SessionTrail, "denied">;
}

const paramsSchema = z.strictObject({ key: configurationKeySchema });

/** Who confirmed an announcement: for administrators with a role of its own. */
export function registerAdminProofRoutes(
  app: FastifyInstance,
  { proof, mayReadProof, trail }: AdminProofOptions,
): void {
  const allowed = (signedIn: SignedIn | null, path: string, requestId: string): ActBy => {
    if (signedIn !== null && mayReadProof(signedIn.principal)) return actBy(signedIn, requestId);
    if (signedIn !== null) trail.denied(signedIn.principal, `GET ${path}`, requestId);
    throw new PortalError("forbidden", { message: "Who confirmed is for another role to see." });
  };
  serve(app, readProof, async ({ params: { key }, signedIn, requestId }) =>
    proof.read(key, allowed(signedIn, readProof.path, requestId)),
  );
  app.get(
    proofExportPath,
    {
      config: { access: { scope: "admin", kind: "page", activity: true } },
      schema: { params: paramsSchema, querystring: z.strictObject({}) },
      exposeHeadRoute: false,
    },
    async (request, reply) => {
      // The compiler of the route parsed them with this very schema.
      const { key } = request.params as z.output<typeof paramsSchema>;
      const csv = await proof.csv(key, allowed(request.signedIn, proofExportPath, request.id));
      return reply
        .type("text/csv; charset=utf-8; header=present")
        .header("content-disposition", attachment(`${key}.csv`))
        .header("cache-control", "no-store")
        .send(csv);
    },
  );
}
