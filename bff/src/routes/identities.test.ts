import { administratorGroup } from "@pforte/e2e/world/people";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { decodeJwt, type JWTPayload } from "jose";
import { request } from "undici";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { hashOf } from "../auth/session-id.ts";

type Route = TestPortal["portal"]["routes"][number];
type Identity = (typeof identities)[number];
const identities = ["anonymous", "person", "other person", "administrator", "demoted", "expired", "revoked"] as const;

let portal: TestPortal;
let ahead = 0;
/** The cookie of each; everybody signed in an hour ago, as far as the provider says. */
let cookies: Readonly<Record<Identity, string | null>>;

beforeAll(async () => {
  portal = await buildTestPortal({
    overrides: { now: () => new Date(Date.now() + ahead) },
    config: {
      requestsPerMinute: 100_000,
      session: { idleSeconds: 1800, absoluteSeconds: 36_000, cacheSeconds: 0, perPerson: 20 },
    },
  });
  rewriteIdTokens();
  const demoted = await portal.as("katharina");
  ahead = 301_000;
  await demoted.send("GET", "/api/session");
  const [administrator, expired, revoked] = await Promise.all(
    ["katharina", "katharina", "katharina"].map(async (username) => portal.as(username)),
  );
  const [ines, tobias] = await Promise.all([portal.as("ines"), portal.as("tobias")]);
  cookies = {
    anonymous: null,
    person: cookieOf(ines),
    "other person": cookieOf(tobias),
    administrator: cookieOf(administrator),
    demoted: cookieOf(demoted),
    expired: cookieOf(expired),
    revoked: cookieOf(revoked),
  };
  await portal.database.query(`update sessions set ends_at = now() where hash = '${hashOf(cookies.expired ?? "")}'`);
  await portal.portal.storage.sessions.end(hashOf(cookies.revoked ?? ""), "back_channel");
});
afterAll(async () => portal[Symbol.asyncDispose]());

/** At a refresh nobody is an administrator any more. */
function rewriteIdTokens(): void {
  const { identityProvider } = portal;
  identityProvider.intercept(async ({ path, requestBody, body, status }) => {
    if (!path.endsWith("/token") || status !== 200) return undefined;
    // The answer of a token endpoint that has just said 200.
    const reply = JSON.parse(body) as { id_token: string };
    const claims: JWTPayload = { ...decodeJwt(reply.id_token), auth_time: Math.floor(Date.now() / 1000) - 3600 };
    const groups = [claims["groups"]].flat().filter((group) => group !== administratorGroup);
    const said = requestBody.includes("grant_type=refresh_token") ? { ...claims, groups } : claims;
    return { body: JSON.stringify({ ...reply, id_token: await identityProvider.sign("PS256", {}, said) }) };
  });
}

const cookieOf = (somebody: TestPerson | undefined) => somebody?.jar.get("portal") ?? "";

/** What a page of the portal, or a navigation, would send for a route of this kind. */
function headersOf({ method, access: { kind } }: Route): Record<string, string> {
  if (kind === "page") return { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  const destination = kind === "media" ? "image" : "empty";
  return {
    [portalHeader.name]: portalHeader.value,
    "sec-fetch-dest": destination,
    "sec-fetch-mode": "cors",
    "sec-fetch-site": "same-origin",
    ...(method === "GET" ? {} : { origin: portal.origin, "content-type": "application/json" }),
  };
}

/** The answer in a word: where it sends to, the code of a failure, or the status. */
async function answerOf(route: Route, cookie: string | null): Promise<string> {
  const target = route.path.replaceAll(/:\w+/gu, "x");
  const answer = await request(`${portal.origin}${target}`, {
    method: route.method as "GET", // Any token is a method to HTTP; the client's type lists the usual ones.
    headers: { ...headersOf(route), ...(cookie !== null && { cookie: `portal=${cookie}` }) },
    ...(route.method !== "GET" && { body: "{}" }),
  });
  if (answer.statusCode === 303) {
    await answer.body.dump();
    return String(answer.headers["location"]).startsWith("/auth/login") ? "to sign in" : "elsewhere";
  }
  if (answer.statusCode < 400 || answer.headers["content-type"]?.includes("json") !== true) {
    answer.body.on("error", () => undefined).destroy();
    return String(answer.statusCode);
  }
  const failure: unknown = await answer.body.json();
  const code = typeof failure === "object" && failure !== null && "code" in failure ? failure.code : "";
  return `${answer.statusCode} ${String(code)}`;
}

/** What the route's own words say that this identity hears, or null where the handler answers. */
function refusalFor({ access }: Route, identity: Identity): string | null {
  if (access.scope === "open") return null;
  if (identity === "anonymous" || identity === "expired" || identity === "revoked") {
    return access.kind === "page" ? "to sign in" : "401 signed_out";
  }
  if (access.scope === "admin" && identity !== "administrator") {
    return access.kind === "page" ? "403" : "403 forbidden";
  }
  return access.isFresh === true ? "401 step_up" : null;
}

/** Ends the session that asks. */
const signOut = "/auth/logout";

it.each(identities)(
  "every route answers the %s as its own words say, and never with a fault (S41, S60, S61)",
  async (identity) => {
    const routes = portal.portal.routes.filter(({ path }) => path !== signOut);
    expect(routes.filter(({ access }) => access.scope === "admin").length).toBeGreaterThan(10);
    expect(routes.filter(({ access }) => access.isFresh === true).length).toBeGreaterThan(3);
    const answers: { route: Route; answer: string; refusal: string | null }[] = [];
    const left = routes.values();
    const ask = async (): Promise<void> => {
      for (const route of left) {
        answers.push({ route, answer: await answerOf(route, cookies[identity]), refusal: refusalFor(route, identity) });
      }
    };
    // All at once would wait for connections to the database longer than a request may.
    await Promise.all([ask(), ask(), ask(), ask(), ask()]);
    expect(answers).toHaveLength(routes.length);
    const wrong = answers.filter(({ route: { access }, answer, refusal }) => {
      if (refusal !== null) return answer !== refusal;
      const isRefused = access.scope !== "open" && /^(?:to sign in|401)/u.test(answer);
      return isRefused || answer.startsWith("5");
    });
    expect(wrong.map(({ route, answer, refusal }) => [route.method, route.path, answer, refusal])).toEqual([]);
  },
);
