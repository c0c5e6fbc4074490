import { chatUploadPath, chatUploadReplySchema } from "@pforte/shared/contract/chat";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { expectBodyAtOwnPace } from "#plugins/body-deadline.ts";
import { PortalError } from "#plugins/portal-error.ts";
import type { ChatMediaService } from "#services/chat-media.ts";
import { harmlessName } from "./content-disposition.ts";
import { fileRequestOf, noTotalDeadline, parsed } from "./file-request.ts";
import { harmlessType } from "./inert-bytes.ts";
import { toolFailure } from "./tool-failure.ts";

const paramsSchema = z.object({ source: z.string().regex(/^[a-z0-9-]{1,60}$/u) });
const querySchema = z.strictObject({ name: z.string().min(1).max(255), type: z.string().max(200).default("") });

/**
 * Takes a file for a room and passes it on as it comes, to where the person's own token leads. How large it is must be
 * said before: what the homeserver would not take is refused before a byte of it goes on.
 */
export function registerChatUploadRoute(app: FastifyInstance, media: ChatMediaService): void {
  app.post(
    `${chatUploadPath}/:source`,
    {
      config: { access: { scope: "person", kind: "transfer", activity: true } },
      schema: { response: { 200: chatUploadReplySchema } },
      handlerTimeout: noTotalDeadline,
    },
    async (request, reply) => {
      const { source } = parsed(paramsSchema, request.params);
      const { name, type } = parsed(querySchema, request.query);
      const length = lengthOf(request);
      try {
        const uploads = await media.uploads(await fileRequestOf(request, reply), source);
        if (uploads === null) throw new PortalError("not_found", { message: "There is no such source." });
        if (length > uploads.mostBytes) throw tooLarge();
        expectBodyAtOwnPace(request.raw);
        return await uploads.send(harmlessName(name), { stream: request.raw, length, type: harmlessType(type) });
      } catch (error) {
        throw error instanceof UpstreamError && error.status === 413 ? tooLarge() : toolFailure(error, source);
      }
    },
  );
}

const tooLarge = () => new PortalError("body_too_large", { message: "The homeserver does not take files so large." });

function lengthOf(request: FastifyRequest): number {
  const length = request.headers["content-length"] ?? "";
  if (!/^[1-9]\d{0,11}$/u.test(length)) {
    throw new PortalError("bad_request", { message: "A file says its length, and has one." });
  }
  return Number(length);
}
