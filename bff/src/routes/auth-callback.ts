import type { FastifyInstance, FastifyRequest } from "fastify";
import type { SignInCode } from "@pforte/shared/errors/sign-in-code";
import { transactionOfState } from "#auth/login-transactions.ts";
import { hashOf, isSecretId } from "#auth/session-id.ts";
import { onlyCookie } from "#plugins/cookies.ts";
import { cookieOf } from "#plugins/session.ts";
import { stepUpAddress } from "#plugins/sign-in-address.ts";
import type { Owner } from "#storage/principal.ts";
import { deviceOf, keepDevice } from "./auth-device.ts";
import { type AuthRouteParts, leave, queryOf, signInFailed } from "./auth-parts.ts";

const access = { scope: "open", kind: "page", activity: false } as const;

/** The way back from the identity provider. A callback works once and never disturbs a session that is there (S3, S4, S7). */
export function registerCallback(app: FastifyInstance, parts: AuthRouteParts): void {
  const { auth, cookies, config, connectChain, trail, ownSessions } = parts;
  app.get("/auth/callback", { config: { access }, exposeHeadRoute: false }, async (request, reply) => {
    const states = queryOf(request).getAll("state");
    const transaction = states.length === 1 ? transactionOfState(states[0] ?? null) : null;
    if (transaction === null) {
      return signInFailed(request, reply, parts, { code: "sign_in_invalid", retry: "/auth/login" });
    }
    const secret = onlyCookie(request, cookies.transaction(transaction));
    if (secret === undefined) {
      const code = withoutCookie(request, auth.login.isLate(transaction));
      return signInFailed(request, reply, parts, { code, retry: request.signedIn === null ? "/auth/login" : "/" });
    }
    cookies.clear(reply, cookies.transaction(transaction));
    const current = cookieOf(request);
    const replaces = request.signedIn !== null && isSecretId(current) ? hashOf(current) : null;
    const url = new URL(request.url, config.publicOrigin);
    const device = deviceOf(request, parts);
    const arrivalOf = (owner: Owner) =>
      ownSessions.arrivalOf(owner, { id: device, says: request.headers["user-agent"] });
    const finished = await auth.login.finish(url, secret, replaces, arrivalOf);
    if (finished.kind === "failed") {
      const code =
        finished.code === "sign_in_repeated" && auth.login.isLate(transaction) ? "sign_in_expired" : finished.code;
      trail.signInFailed(code, request.id);
      const retry = finished.stepUpTo === undefined ? "/auth/login" : stepUpAddress(finished.stepUpTo);
      return signInFailed(request, reply, parts, { code, retry });
    }
    trail.signedIn(finished.principal, request.id);
    cookies.set(reply, cookies.session, finished.sessionId);
    keepDevice(reply, parts, device);
    const next = await connectChain.afterSignIn(finished.principal, finished.returnTo);
    return leave(reply, `${config.publicOrigin}${next}`);
  });
}

/** This browser did not begin that sign-in, or has finished it already. */
function withoutCookie(request: FastifyRequest, isLate: boolean): SignInCode {
  if (isLate) {
    return "sign_in_expired";
  }
  return request.signedIn === null ? "sign_in_invalid" : "sign_in_repeated";
}
