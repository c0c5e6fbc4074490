import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { PortalError } from "#plugins/portal-error.ts";
import { downloadPath, previewPath } from "#services/file-entry.ts";
import type { FileService } from "#services/files.ts";
import { attachment } from "./content-disposition.ts";
import { fileRequestOf, noTotalDeadline, parsed } from "./file-request.ts";
import { harmlessType, isPicture, keepForSession, sendBody } from "./inert-bytes.ts";

const paramsSchema = z.object({
  source: z.string().regex(/^[a-z0-9-]{1,60}$/u),
  file: z.string().min(1).max(200),
});
const previewQuery = z.strictObject({ v: z.string().max(200).optional() });
const downloadQuery = z.strictObject({});

/** The bytes of files, from the tool to the person as they come. */
export function registerFileBytesRoutes(app: FastifyInstance, files: FileService): void {
  app.get(
    `${previewPath}/:source/:file`,
    {
      config: { access: { scope: "person", kind: "media", activity: false } },
      exposeHeadRoute: false,
      handlerTimeout: noTotalDeadline,
    },
    async (request, reply) => {
      const { source, file } = parsed(paramsSchema, request.params);
      const { v: version } = parsed(previewQuery, request.query);
      const body = await files.preview(await fileRequestOf(request, reply), source, file);
      if (body === null || !isPicture(body)) throw new PortalError("not_found");
      // Each content has an address of its own, and each session its own copy.
      if (version === undefined) reply.header("cache-control", "private, no-cache").header("vary", "Cookie");
      else keepForSession(reply);
      return sendBody(reply, body, body.type);
    },
  );
  app.get(
    `${downloadPath}/:source/:file`,
    {
      config: { access: { scope: "person", kind: "page", activity: true, isPaced: true } },
      exposeHeadRoute: false,
      handlerTimeout: noTotalDeadline,
    },
    async (request, reply) => {
      const { source, file } = parsed(paramsSchema, request.params);
      parsed(downloadQuery, request.query);
      const body = await files.download(await fileRequestOf(request, reply), source, file);
      if (body === null) throw new PortalError("not_found");
      reply.header("content-disposition", attachment(body.name));
      return sendBody(reply, body, harmlessType(body.type));
    },
  );
}
