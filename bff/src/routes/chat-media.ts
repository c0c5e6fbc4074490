import { chatDownloadPath, chatThumbnailPath } from "@pforte/shared/contract/chat";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { PortalError } from "#plugins/portal-error.ts";
import type { ChatMediaService } from "#services/chat-media.ts";
import { registerChatUploadRoute } from "./chat-upload.ts";
import { attachment } from "./content-disposition.ts";
import { fileRequestOf, noTotalDeadline, parsed } from "./file-request.ts";
import { harmlessType, isPicture, keepForSession, sendBody } from "./inert-bytes.ts";

/** The grammar of Matrix: a host name or address with an optional port, and an opaque id of a few plain characters. */
const paramsSchema = z.object({
  source: z.string().regex(/^[a-z0-9-]{1,60}$/u),
  server: z
    .string()
    .max(200)
    .regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/u),
  media: z.string().regex(/^[A-Za-z0-9_-]{1,200}$/u),
});
const thumbnailQuery = z.strictObject({ size: z.enum(["small", "large"]).default("large") });
const downloadQuery = z.strictObject({ name: z.string().max(255).default("") });

/** Pictures and files of rooms, from the homeserver to the person as they come, and back. */
export function registerChatMediaRoutes(app: FastifyInstance, media: ChatMediaService): void {
  app.get(
    `${chatThumbnailPath}/:source/:server/:media`,
    {
      config: { access: { scope: "person", kind: "media", activity: false } },
      exposeHeadRoute: false,
      handlerTimeout: noTotalDeadline,
    },
    async (request, reply) => {
      const { source, ...content } = parsed(paramsSchema, request.params);
      const { size } = parsed(thumbnailQuery, request.query);
      const body = await media.thumbnail(await fileRequestOf(request, reply), source, { ...content, size });
      if (body === null || !isPicture(body)) throw new PortalError("not_found");
      return sendBody(keepForSession(reply), body, body.type);
    },
  );
  app.get(
    `${chatDownloadPath}/:source/:server/:media`,
    {
      config: { access: { scope: "person", kind: "page", activity: true, isPaced: true } },
      exposeHeadRoute: false,
      handlerTimeout: noTotalDeadline,
    },
    async (request, reply) => {
      const { source, ...content } = parsed(paramsSchema, request.params);
      const { name } = parsed(downloadQuery, request.query);
      const body = await media.download(await fileRequestOf(request, reply), source, content);
      if (body === null) throw new PortalError("not_found");
      reply.header("content-disposition", attachment(name));
      return sendBody(reply, body, harmlessType(body.type));
    },
  );
  registerChatUploadRoute(app, media);
}
