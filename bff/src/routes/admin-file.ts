import {
  applyFile,
  configurationExportPath,
  configurationSchemaPath,
  planFile,
  readDrift,
} from "@pforte/shared/contract/admin-code";
import type { FastifyInstance } from "fastify";
import { PortalError } from "#plugins/portal-error.ts";
import { configurationFileJsonSchema } from "#services/file-schema.ts";
import type { ConfigurationFiles } from "#services/file-service.ts";
import { actBy } from "./act-by.ts";
import { attachment } from "./content-disposition.ts";
import { serve } from "./serve.ts";

/** The configuration as a file: what it would change, applying it, drift, and the file of what is published. */
export function registerAdminFileRoutes(
  app: FastifyInstance,
  { files, now }: { readonly files: ConfigurationFiles; readonly now: () => Date },
): void {
  serve(app, planFile, async ({ body }) => {
    const plan = await files.plan(body.text);
    return plan.kind === "problems" ? { kind: plan.kind, problems: [...plan.problems] } : plan;
  });
  serve(app, applyFile, async ({ body: { text, note }, ifMatch, signedIn, requestId }) =>
    files.apply(text, note, actBy(signedIn, requestId), ifMatch),
  );
  serve(app, readDrift, async () => files.drift());
  app.get(
    configurationExportPath,
    { config: { access: { scope: "admin", kind: "page", activity: true, isPaced: true } }, exposeHeadRoute: false },
    async (_request, reply) => {
      const text = await files.export();
      if (text === null) {
        throw new PortalError("not_found", { message: "Nothing is published." });
      }
      return reply
        .type("application/yaml; charset=utf-8")
        .header("cache-control", "no-store")
        .header("content-disposition", attachment(`portal-${now().toISOString().slice(0, 10)}.yaml`))
        .send(text);
    },
  );
  const schema = JSON.stringify(configurationFileJsonSchema());
  app.get(
    configurationSchemaPath,
    { config: { access: { scope: "open", kind: "asset", activity: false } }, exposeHeadRoute: false },
    async (_request, reply) =>
      reply.type("application/schema+json; charset=utf-8").header("cache-control", "public, max-age=3600").send(schema),
  );
}
