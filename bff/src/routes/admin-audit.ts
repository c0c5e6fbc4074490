import { Readable } from "node:stream";
import { auditExportPath, auditExportQuery, readAudit } from "@pforte/shared/contract/admin-audit";
import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import { auditLines, auditPage } from "#services/audit.ts";
import type { AuditFilter, AuditStore } from "#storage/ports/audit-store.ts";
import { attachment } from "./content-disposition.ts";
import { noTotalDeadline, parsed } from "./file-request.ts";
import { serve } from "./serve.ts";

/** What was done, by whom, and whether it is as it was written down (S65). */
export function registerAdminAuditRoutes(
  app: FastifyInstance,
  { audit, now }: { readonly audit: AuditStore; readonly now: () => Date },
): void {
  serve(app, readAudit, async ({ query: { before, ...filter } }) => auditPage(audit, filterOf(filter), before ?? null));
  app.get(
    auditExportPath,
    {
      config: { access: { scope: "admin", kind: "page", activity: true, isPaced: true } },
      exposeHeadRoute: false,
      handlerTimeout: noTotalDeadline,
    },
    async (request, reply) => {
      const filter = filterOf(parsed(auditExportQuery, request.query));
      const day = now().toISOString().slice(0, 10);
      return reply
        .type("application/jsonl; charset=utf-8")
        .header("cache-control", "no-store")
        .header("content-disposition", attachment(`audit-${day}.jsonl`))
        .send(Readable.from(auditLines(audit, filter)));
    },
  );
}

function filterOf({ action, actor, target, from, until }: z.output<typeof auditExportQuery>): AuditFilter {
  return {
    ...(action !== undefined && { actions: [action].flat() }),
    ...(actor !== undefined && { actor }),
    ...(target !== undefined && { target }),
    ...(from !== undefined && { from: new Date(from) }),
    ...(until !== undefined && { until: new Date(until) }),
  };
}
