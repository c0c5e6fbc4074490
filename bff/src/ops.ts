import Fastify, { type FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import { serverLimits } from "#plugins/limits.ts";

/** How the portal is, as far as a load balancer needs to know. */
export type Readiness =
  | { readonly kind: "ready" }
  /** It serves, but something is missing, such as the identity provider's metadata. */
  | { readonly kind: "degraded"; readonly because: string }
  | { readonly kind: "not_ready"; readonly because: string };

interface OpsOptions {
  readonly registry: Registry;
  readonly readiness: () => Promise<Readiness>;
}

const plain = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" } as const;

/** Health, readiness and metrics, on a port that is not for people (S69). */
export function buildOps({ registry, readiness }: OpsOptions): FastifyInstance {
  const app = Fastify({ ...serverLimits, logger: false, exposeHeadRoutes: false });
  app.get("/healthz", async (_request, reply) => reply.headers(plain).send(""));
  app.get("/readyz", async (_request, reply) => {
    const state = await readiness();
    const text = state.kind === "ready" ? "ready" : `${state.kind}: ${state.because}`;
    return reply
      .code(state.kind === "not_ready" ? 503 : 200)
      .headers(plain)
      .send(`${text}\n`);
  });
  app.get("/metrics", async (_request, reply) =>
    reply.header("content-type", registry.contentType).send(await registry.metrics()),
  );
  app.setErrorHandler(async (_error, _request, reply) => reply.code(500).headers(plain).send(""));
  app.setNotFoundHandler(async (_request, reply) => reply.code(404).headers(plain).send(""));
  return app;
}
