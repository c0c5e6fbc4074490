import { uploadPartPath, uploadProblemSchema } from "@pforte/shared/contract/files";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { expectBodyAtOwnPace } from "#plugins/body-deadline.ts";
import { PortalError } from "#plugins/portal-error.ts";
import type { FileUploadService } from "#services/file-uploads.ts";
import { fileRequestOf, noTotalDeadline, parsed } from "./file-request.ts";

const querySchema = z.strictObject({
  upload: z.string().min(1).max(6000),
  part: z.string().regex(/^[1-9]\d{0,4}$/u),
});

/**
 * Takes a part of an upload and passes it on as it comes: nothing is kept here, the tool's pace is the sender's, and when
 * either goes away the other is told.
 */
export function registerFilePartRoute(app: FastifyInstance, uploads: FileUploadService): void {
  const access = { scope: "person", kind: "transfer", activity: true } as const;
  app.put(
    uploadPartPath,
    {
      config: { access },
      schema: { response: { 200: uploadProblemSchema, 204: z.undefined() } },
      handlerTimeout: noTotalDeadline,
    },
    async (request, reply) => {
      const { upload, part } = parsed(querySchema, request.query);
      const expected = uploads.expected(await fileRequestOf(request, reply), upload, Number(part));
      if (expected === null) throw new PortalError("not_found", { message: "There is no such upload or part." });
      if (request.headers["content-length"] !== String(expected.length)) {
        throw new PortalError("bad_request", { message: "The part does not have the length that was agreed." });
      }
      expectBodyAtOwnPace(request.raw);
      const problem = await expected.send(request.raw);
      return problem === null ? reply.code(204).send() : reply.send(problem);
    },
  );
}
