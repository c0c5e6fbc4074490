import { eventStreamPath } from "@pforte/shared/contract/portal-event";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { SignedIn } from "#auth/authentication.ts";
import { PortalError } from "#plugins/portal-error.ts";
import type { EventHub } from "#services/event-hub.ts";
import type { EventSink } from "#services/event-stream.ts";

interface EventsRouteOptions {
  readonly hub: EventHub;
  /** Reads the session of this request anew. */
  readonly authenticateAgain: (request: FastifyRequest) => Promise<SignedIn | null>;
}

/** Whether somebody looks at a tab of this browser; its tools are asked less often while nobody does. */
const querySchema = z.object({ attention: z.enum(["visible", "hidden"]).catch("visible") });

const politeEndMilliseconds = 1000;
const retrySeconds = 30;

/** The one event stream of a page. The raw response is written to directly: a stream has no total deadline. */
export function registerEventsRoute(app: FastifyInstance, { hub, authenticateAgain }: EventsRouteOptions): void {
  const access = { scope: "person", kind: "stream", activity: false } as const;
  app.get(eventStreamPath, { config: { access } }, async (request, reply) => {
    const { signedIn } = request;
    if (signedIn === null) {
      throw new PortalError("signed_out");
    }
    const { idleEndsAt, endsAt, principal } = signedIn;
    const language = await app.languageOf(request);
    const { attention } = querySchema.parse(request.query);
    const [lastEventId] = [request.headers["last-event-id"]].flat();
    const session = { idleEndsAt, endsAt, check: async () => authenticateAgain(request) };
    // No await from here until `close` is listened to: a stream whose reader is gone would never be given back.
    if (reply.raw.destroyed) {
      return reply.hijack();
    }
    const sink = new ResponseSink(reply);
    const stream = hub.open(principal, session, sink, {
      language,
      isHidden: attention === "hidden",
      lastEventId,
    });
    if (stream === null) {
      const message = "There are too many open streams.";
      throw new PortalError("too_many_streams", { message, retryAfterSeconds: retrySeconds });
    }
    reply.raw.on("close", () => stream.close());
    sink.start();
    return reply;
  });
}

/** A hijacked response. What is written before the head went out waits for it. */
class ResponseSink implements EventSink {
  readonly #reply: FastifyReply;
  #early: Parameters<EventSink["write"]>[] | null = [];

  constructor(reply: FastifyReply) {
    this.#reply = reply;
  }

  start(): void {
    const reply = this.#reply.hijack();
    reply.raw.writeHead(200, {
      // Hijacking skips what hooks set; the security headers still belong on it.
      ...definedHeaders(reply),
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      vary: "Cookie",
      // Proxies such as nginx would hold events back to fill a buffer.
      "x-accel-buffering": "no",
    });
    const early = this.#early ?? [];
    this.#early = null;
    for (const [text, taken] of early) reply.raw.write(text, taken);
  }

  write(text: string, taken: () => void): void {
    if (this.#early === null) {
      this.#reply.raw.write(text, taken);
    } else {
      this.#early.push([text, taken]);
    }
  }

  end(): void {
    const { raw } = this.#reply;
    if (!raw.writableEnded && !raw.destroyed) {
      raw.end();
      // A reader that does not take the end keeps its socket otherwise.
      setTimeout(() => raw.socket?.destroy(), politeEndMilliseconds).unref();
    }
  }

  destroy(): void {
    this.#reply.raw.destroy();
  }
}

function definedHeaders(reply: FastifyReply): Record<string, number | string | string[]> {
  const headers: Record<string, number | string | string[]> = {};
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) {
      headers[name] = value;
    }
  }
  return headers;
}
