import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { UpstreamBody } from "#connectors/kit/upstream-http.ts";
import { expectReaderAtPace } from "#plugins/body-deadline.ts";

/** Pictures that are nothing but pictures: no scripts, no other documents in them, as SVG has. */
const pictures = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const mostPictureBytes = 5 * 1024 * 1024;

/** Types that say something to the person's computer and nothing to a browser that is told to save. */
const savedTypes =
  /^(?:application\/(?:pdf|zip|vnd\.oasis\.opendocument\.[a-z-]{1,40}|vnd\.openxmlformats-officedocument\.[a-z.]{1,60})|image\/(?:png|jpeg|gif|webp)|audio\/[a-z0-9.+-]{1,40}|video\/[a-z0-9.+-]{1,40})$/u;

/** Whatever a browser makes of it, it runs nothing and belongs to no origin. */
export const sandbox = "default-src 'none'; sandbox";

/** Whether bytes are a picture that may be shown; where they are not, they are ended. */
export function isPicture(body: UpstreamBody): boolean {
  const isGood = pictures.has(body.type) && body.length !== null && body.length <= mostPictureBytes;
  if (!isGood) body.cancel();
  return isGood;
}

/** A type of a file that is harmless to name, or the one that says nothing. */
export const harmlessType = (type: string) => (savedTypes.test(type) ? type : "application/octet-stream");

/** Sends the head and then the bytes, no faster than they are taken; a reader that leaves ends it at the tool. */
export function sendBody(reply: FastifyReply, body: UpstreamBody, type: string): FastifyReply {
  reply.header("content-security-policy", sandbox).header("content-type", type);
  if (body.length !== null) reply.header("content-length", body.length);
  reply.raw.on("close", () => body.cancel());
  if (reply.raw.destroyed) body.cancel();
  expectReaderAtPace(reply.raw);
  return reply.send(Readable.from(body.stream, { objectMode: false, highWaterMark: 64 * 1024 }));
}

/** Lets the browser of this session keep what never changes under its address. */
export function keepForSession(reply: FastifyReply): FastifyReply {
  return reply.header("cache-control", "private, max-age=86400, immutable").header("vary", "Cookie");
}
