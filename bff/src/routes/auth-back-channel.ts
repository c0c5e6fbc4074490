import { boundedCache } from "#bounded-cache.ts";
import type { FastifyInstance, FastifyReply } from "fastify";
import { hashOf } from "#auth/session-id.ts";
import type { AuthRouteParts } from "./auth-parts.ts";

const access = { scope: "open", kind: "machine", activity: false } as const;
const longestBody = 16 * 1024;
/** Refused tokens per address and minute before an address has to wait with what is not even plausible. */
const mostRefused = 60;
const windowMilliseconds = 60_000;

/** Where the identity provider says that a session is over (OpenID Connect Back-Channel Logout 1.0, section 2.5; S25). */
export function registerBackChannelLogout(app: FastifyInstance, parts: AuthRouteParts): void {
  const refused = boundedCache<string, number>(10_000, { ttl: windowMilliseconds, noUpdateTTL: true });
  app.post("/auth/backchannel-logout", { config: { access }, bodyLimit: longestBody }, async (request, reply) => {
    const form = new URLSearchParams(typeof request.body === "string" ? request.body : "");
    const [token, ...more] = form.getAll("logout_token");
    const key = hashOf(request.ip);
    const isNoisy = (refused.get(key) ?? 0) >= mostRefused;
    if (isNoisy && (token === undefined || !parts.auth.isPlausibleLogout(token))) {
      return answer(reply.header("retry-after", "60"), 429, "too_many_requests");
    }
    if (token === undefined || more.length > 0) {
      refused.set(key, (refused.get(key) ?? 0) + 1);
      return answer(reply, 400, "invalid_request");
    }
    const result = await parts.auth.backChannelLogout(token);
    if (result.kind === "unavailable") {
      return answer(reply.header("retry-after", "5"), 503, "temporarily_unavailable");
    }
    if (result.kind === "refused") {
      refused.set(key, (refused.get(key) ?? 0) + 1);
      return answer(reply, 400, "invalid_request");
    }
    return answer(reply, 200, null);
  });
}

/** `error` as the specification words it; the reason stays in the log. */
function answer(reply: FastifyReply, status: number, error: string | null): FastifyReply {
  const body = error === null ? {} : { error };
  return reply
    .code(status)
    .header("cache-control", "no-store")
    .type("application/json; charset=utf-8")
    .send(JSON.stringify(body));
}
