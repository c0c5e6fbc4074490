import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import type { UpstreamBody } from "#connectors/kit/upstream-http.ts";
import { expectReaderAtPace } from "#plugins/body-deadline.ts";
import { PortalError } from "#plugins/portal-error.ts";
import { downloadPath, previewPath } from "#services/file-entry.ts";
import type { FileService } from "#services/files.ts";
import { attachment } from "./content-disposition.ts";
import { fileRequestOf, noTotalDeadline, parsed } from "./file-request.ts";

const paramsSchema = z.object({
  source: z.string().regex(/^[a-z0-9-]{1,60}$/u),
  file: z.string().min(1).max(200),
});
const previewQuery = z.strictObject({ v: z.string().max(200).optional() });
const downloadQuery = z.strictObject({});

/** Pictures that are nothing but pictures: no scripts, no other documents in them, as SVG has. */
const pictures = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const mostPictureBytes = 5 * 1024 * 1024;

/** Types that say something to the person's computer and nothing to a browser that is told to save. */
const savedTypes =
  /^(?:application\/(?:pdf|zip|vnd\.oasis\.opendocument\.[a-z-]{1,40}|vnd\.openxmlformats-officedocument\.[a-z.]{1,60})|image\/(?:png|jpeg|gif|webp)|audio\/[a-z0-9.+-]{1,40}|video\/[a-z0-9.+-]{1,40})$/u;

/** Whatever a browser makes of it, it runs nothing and belongs to no origin. */
const sandbox = "default-src 'none'; sandbox";

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
      const keeping = version === undefined ? "private, no-cache" : "private, max-age=86400, immutable";
      reply.header("cache-control", keeping).header("vary", "Cookie");
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
      return sendBody(reply, body, savedTypes.test(body.type) ? body.type : "application/octet-stream");
    },
  );
}

function isPicture(body: UpstreamBody): boolean {
  const isGood = pictures.has(body.type) && body.length !== null && body.length <= mostPictureBytes;
  if (!isGood) body.cancel();
  return isGood;
}

/** Sends the head and then the bytes, no faster than they are taken; a reader that leaves ends it at the tool. */
function sendBody(reply: FastifyReply, body: UpstreamBody, type: string): FastifyReply {
  reply.header("content-security-policy", sandbox).header("content-type", type);
  if (body.length !== null) reply.header("content-length", body.length);
  reply.raw.on("close", () => body.cancel());
  if (reply.raw.destroyed) body.cancel();
  expectReaderAtPace(reply.raw);
  return reply.send(Readable.from(body.stream, { objectMode: false, highWaterMark: 64 * 1024 }));
}
