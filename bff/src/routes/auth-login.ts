import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { BeginInput } from "#auth/login.ts";
import { transactionMilliseconds } from "#auth/login-transactions.ts";
import { safeReturnTo } from "#auth/return-to.ts";
import { cookiesOf } from "#plugins/cookies.ts";
import { signInAddress, stepUpAddress } from "#plugins/sign-in-address.ts";
import { nameDevice } from "./auth-device.ts";
import { type AuthRouteParts, leave, queryOf, signInFailed } from "./auth-parts.ts";

const access = { scope: "open", kind: "page", activity: false } as const;
const mostTransactions = 5;

/** Begins a sign-in: only by navigation, and only back to a path of the portal (S9, S10). */
export function registerLogin(app: FastifyInstance, parts: AuthRouteParts): void {
  app.get("/auth/login", { config: { access }, exposeHeadRoute: false }, async (request, reply) => {
    if (!isNavigation(request)) {
      return signInFailed(request, reply, parts, { code: "sign_in_not_navigation", retry: "/" });
    }
    const input = inputOf(queryOf(request));
    if (input === null) {
      return signInFailed(request, reply, parts, { code: "return_address_refused", retry: "/" });
    }
    const begun = await parts.auth.login.begin(input);
    if (begun.kind === "failed") {
      return signInFailed(request, reply, parts, { code: begun.code, retry: again(input) });
    }
    dropOldest(request, reply, parts);
    parts.cookies.set(
      reply,
      parts.cookies.transaction(begun.transaction),
      begun.secret,
      transactionMilliseconds / 1000,
    );
    nameDevice(request, reply, parts);
    return leave(reply, begun.location);
  });
}

function isNavigation(request: FastifyRequest): boolean {
  const mode = request.headers["sec-fetch-mode"];
  const destination = request.headers["sec-fetch-dest"];
  return (mode === undefined || mode === "navigate") && (destination === undefined || destination === "document");
}

/** Null when the return address is not one of ours. What is not listed is not passed through. */
function inputOf(query: URLSearchParams): BeginInput | null {
  const asked = query.getAll("returnTo");
  const returnTo = asked.length === 0 ? "/" : asked.length === 1 ? safeReturnTo(asked[0]) : null;
  const prompt = query.get("prompt");
  const locales = query.get("ui_locales");
  return returnTo === null
    ? null
    : {
        returnTo,
        prompt: prompt === "login" || prompt === "none" || prompt === "select_account" ? prompt : null,
        uiLocales: locales === "de" || locales === "en" ? locales : null,
        isStepUp: query.get("stepUp") === "1",
      };
}

const again = ({ isStepUp, returnTo }: BeginInput) => (isStepUp ? stepUpAddress(returnTo) : signInAddress(returnTo));

/** Several tabs may sign in at once; beyond five the oldest give way, so that headers do not grow. */
function dropOldest(request: FastifyRequest, reply: FastifyReply, parts: AuthRouteParts): void {
  const prefix = parts.cookies.transaction("");
  const held = [...cookiesOf(request).keys()].filter((name) => name.startsWith(prefix)).toSorted();
  for (const name of held.slice(0, Math.max(0, held.length - mostTransactions + 1))) {
    parts.cookies.clear(reply, name);
  }
}
