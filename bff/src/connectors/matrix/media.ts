import { z } from "zod";
import type { ChatContent, ChatMedia } from "#connectors/kit/chat.ts";
import type { Refusal, UpstreamRequest } from "#connectors/kit/upstream-http.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { path } from "#connectors/kit/upstream-path.ts";
import { matrixRefusal } from "./refusal.ts";

/** `GET /_matrix/client/v1/media/config`. */
const configSchema = z.object({ "m.upload.size": z.number().int().nonnegative().optional() });

/** `POST /_matrix/media/v3/upload`. */
const uploadedSchema = z.object({ content_uri: z.string().regex(/^mxc:\/\/[A-Za-z0-9.:[\]-]{1,255}\/[\w-]{1,255}$/u) });

/**
 * A conversation shows pictures at 320 × 240 CSS pixels at most, so that twice as much is sharp everywhere; Synapse makes that
 * size when a picture arrives. Of the larger one a homeserver gives the largest that it has.
 */
const sizes = {
  small: { width: "640", height: "480", method: "scale" },
  large: { width: "1600", height: "1200", method: "scale" },
} as const;

/** How long a homeserver may wait for another one; beyond our own deadline it would look as if it were down itself. */
const waitForOthers = { timeout_ms: "5000" } as const;

/** Pictures and files by the endpoints that want a token (Matrix 1.11); the open ones before them are never asked. */
export const matrixMedia: ChatMedia = {
  thumbnail: async (call, { server, media }, size) =>
    call.http.download(
      path`/_matrix/client/v1/media/thumbnail/${server}/${media}`,
      read({ ...sizes[size], animated: "false" }),
    ),
  download: async (call, { server, media }: ChatContent) =>
    call.http.download(path`/_matrix/client/v1/media/download/${server}/${media}`, read({})),
  async limit(call) {
    try {
      const config = await call.http.json(path`/_matrix/client/v1/media/config`, configSchema, {
        refusal: matrixRefusal,
      });
      return config["m.upload.size"] ?? null;
    } catch (error) {
      // One that does not know the question takes what it takes.
      if (error instanceof UpstreamError && error.reason === "not_found") return null;
      throw error;
    }
  },
  async upload(call, name, bytes) {
    const { content_uri: uri } = await call.http.uploadFor(path`/_matrix/media/v3/upload`, uploadedSchema, bytes, {
      method: "POST",
      query: { filename: name },
      refusal: matrixRefusal,
    });
    return { uri };
  },
};

const read = (query: Readonly<Record<string, string>>): UpstreamRequest => ({
  query: { ...query, ...waitForOthers },
  refusal: refusalOfContent,
  asksOthers: true,
});

const notHere: ReadonlySet<number> = new Set([400, 502, 504]);

/**
 * A homeserver that speaks of content which it has no picture of (400), or which another one does not give it (502, 504),
 * is well: without this, one dead homeserver far away would look like ours being down.
 */
function refusalOfContent(status: number, body: unknown): Refusal | null {
  const refusal = matrixRefusal(status, body);
  return refusal !== null && refusal.reason === undefined && notHere.has(status)
    ? { ...refusal, reason: "not_found" }
    : refusal;
}
