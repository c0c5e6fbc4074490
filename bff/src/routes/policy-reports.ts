import type { FastifyInstance } from "fastify";
import { Counter, type Registry } from "prom-client";
import { z } from "zod";
import { policyReportsPath } from "#plugins/security-headers.ts";

const access = { scope: "open", kind: "machine", activity: false, body: "reports" } as const;

/** Only the name of a directive is looked at; addresses in reports may be personal. */
const reportsSchema = z.array(z.object({ body: z.object({ effectiveDirective: z.string() }) })).max(100);

const directives: ReadonlySet<string> = new Set([
  "script-src",
  "script-src-elem",
  "script-src-attr",
  "style-src",
  "style-src-elem",
  "style-src-attr",
  "img-src",
  "font-src",
  "connect-src",
  "frame-src",
  "frame-ancestors",
  "form-action",
  "base-uri",
  "require-trusted-types-for",
  "trusted-types",
]);

/** Counts what the content security policy stopped, so that an attack or a mistake of our own is seen (S33). */
export function registerPolicyReports(app: FastifyInstance, registry: Registry): void {
  const reports = new Counter({
    name: "pforte_policy_reports_total",
    help: "What browsers say that the content security policy stopped.",
    labelNames: ["directive"],
    registers: [registry],
  });
  app.post(policyReportsPath, { config: { access } }, async (request, reply) => {
    for (const { body } of reportsSchema.safeParse(request.body).data ?? []) {
      reports.inc({ directive: directives.has(body.effectiveDirective) ? body.effectiveDirective : "other" });
    }
    return reply.code(204).send();
  });
}
