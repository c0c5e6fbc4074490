import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isSameSecret } from "#auth/same-secret.ts";
import { hashOf, isSecretId } from "#auth/session-id.ts";
import { rememberChoices } from "#plugins/browser-choices.ts";
import { onlyCookie } from "#plugins/cookies.ts";
import { cookieOf } from "#plugins/session.ts";
import { type AuthRouteParts, leave, queryOf } from "./auth-parts.ts";

const rememberSeconds = 600;
const providerSilent = "provider-silent";
/** Says that another tab signed out: the cookie is for that tab, which may still be on its way to the provider. */
const elsewhere = "elsewhere";
/** Asks whether the person ended this session in another one. */
const ended = "ended";
const clearSiteData = '"cache", "storage"';

/** Sign-out by a form, and the public page where it ends (S23, S24). */
export function registerSignOut(app: FastifyInstance, parts: AuthRouteParts): void {
  const { auth, cookies } = parts;
  app.post(
    "/auth/logout",
    { config: { access: { scope: "open", kind: "act", activity: false } } },
    async (request, reply) => {
      const cookie = cookieOf(request);
      const waiting = await waitingActs(request, parts);
      const result = await auth.signOut.signOut(isSecretId(cookie) ? hashOf(cookie) : null);
      if (request.signedIn !== null) parts.trail.signedOut(request.signedIn.principal, "here", request.id);
      cookies.clear(reply, cookies.session);
      await keepChoices(request, reply, parts);
      reply.header("clear-site-data", clearSiteData);
      if (result.location !== null) {
        cookies.set(reply, cookies.signedOut, farewell(result.state, waiting), rememberSeconds);
        return leave(reply, result.location);
      }
      if (result.providerMayRemember) {
        cookies.set(reply, cookies.signedOut, farewell(providerSilent, waiting), rememberSeconds);
      }
      return leave(reply, "/signed-out");
    },
  );
  app.get(
    "/signed-out",
    { config: { access: { scope: "open", kind: "page", activity: false } }, exposeHeadRoute: false },
    async (request, reply) => {
      const cookie = onlyCookie(request, cookies.signedOut);
      const { expected, waiting } = readFarewell(cookie);
      const query = queryOf(request);
      const isElsewhere = query.has(ended) || query.has(elsewhere);
      const isEndedElsewhere = query.has(ended) && (await wasEndedElsewhere(request, parts));
      if (cookie !== undefined && !isElsewhere) {
        cookies.clear(reply, cookies.signedOut);
      }
      reply.header("clear-site-data", clearSiteData);
      return parts.sendNotice(request, reply, {
        status: 200,
        page: "signed_out",
        code: null,
        identityProviderMayRemember: isElsewhere
          ? expected === providerSilent
          : // Only the state that this browser was sent away with proves that the provider's session ended, too.
            expected !== undefined && !isSameSecret(query.get("state"), expected),
        ...(isEndedElsewhere && { isEndedElsewhere }),
        ...(waiting > 0 && !isElsewhere && { waitingActs: waiting }),
        retry: "/auth/login",
      });
    },
  );
}

/**
 * Whether the session of this browser's cookie was ended from elsewhere. An address is no proof of it: anybody could send
 * one to somebody who is signed in, and would have the portal tell them to change their password.
 */
async function wasEndedElsewhere(request: FastifyRequest, parts: AuthRouteParts): Promise<boolean> {
  const cookie = cookieOf(request);
  // What cannot be an id asks the store nothing (S17); where the store does not answer the page comes without the words.
  return isSecretId(cookie) && parts.ownSessions.wasEndedElsewhere(hashOf(cookie)).catch(() => false);
}

/** How many acts wait; sign-out never fails for not knowing. */
async function waitingActs(request: FastifyRequest, parts: AuthRouteParts): Promise<number> {
  return request.signedIn === null ? 0 : parts.waitingActsOf(request.signedIn.principal).catch(() => 0);
}

/**
 * What the browser is sent away with. The number travels in the cookie, which no other site can set or read, and not in
 * the address, where anybody could write one.
 */
const farewell = (expected: string, waiting: number) => (waiting === 0 ? expected : `${expected}.${waiting}`);

function readFarewell(cookie: string | undefined): { readonly expected: string | undefined; readonly waiting: number } {
  const [, expected, waiting] = /^(.*?)(?:\.(\d{1,6}))?$/su.exec(cookie ?? "") ?? [];
  return { expected: cookie === undefined ? undefined : expected, waiting: Number(waiting ?? 0) };
}

/** The page after sign-out speaks the person's language, although nobody is there any more to ask for it. */
async function keepChoices(request: FastifyRequest, reply: FastifyReply, parts: AuthRouteParts): Promise<void> {
  if (request.signedIn !== null) {
    // The session is over already; a choice that cannot be read must not turn that into a failure.
    const choices = await parts.choicesOf(request.signedIn.principal).catch(() => null);
    if (choices !== null) {
      // `system` is what holds for whoever chose nothing: no reason to undo what the browser was told.
      const appearance = choices.appearance === "system" ? null : choices.appearance;
      rememberChoices(reply, parts.config, { language: choices.language, appearance }, rememberSeconds);
    }
  }
}
