import { CookieJar, tour } from "@pforte/e2e/world/sign-in-driver";
import type { IdentityProvider } from "@pforte/e2e/world/identity-provider";
import { ines } from "@pforte/e2e/world/people";
import { carry, send } from "./carry.ts";
import { type LogoutAim, logoutTokens } from "./logout-tokens.ts";
import { type Lies, lie } from "./lying-provider.ts";
import type { TestPerson } from "./person.ts";
import { buildTestPortal, type TestPortal } from "./portal.ts";

/** A portal as delivered, and one whose operator allows RS256 and whose clock can be set. */
export interface OpenidStage extends AsyncDisposable {
  readonly strict: TestPortal;
  readonly lenient: TestPortal;
  /** Sets the lenient portal's clock to another time than before, so that it believes nothing of what it kept. */
  turn(): void;
  /** Lets the access tokens of the lenient portal run out. */
  expire(): void;
}

const tokenLife = 301_000;

export async function openidStage(): Promise<OpenidStage> {
  let base = 0;
  let ahead = 0;
  const strict = await buildTestPortal();
  const lenient = await buildTestPortal({
    overrides: { now: () => new Date(Date.now() + ahead) },
    config: { oidc: { signingAlgorithms: ["PS256", "ES256", "RS256"] } },
  });
  return {
    strict,
    lenient,
    turn() {
      // Keys are believed for five minutes, and not at all once the clock was set back.
      base = base === 0 ? tokenLife : 0;
      ahead = base;
    },
    expire() {
      ahead = base + tokenLife;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([strict[Symbol.asyncDispose](), lenient[Symbol.asyncDispose]()]);
    },
  };
}

/** A code on a page; `sign_in_failed` is the name of the page itself. */
const codes = /sign_in_(?!failed)\w+|client_unknown|account_disabled|identity_provider_\w+/u;

/** Signs in at a provider that lies, and says in words what the portal did. */
export async function signIn(portal: TestPortal, lies: Lies, username = "ines"): Promise<string> {
  const { counts } = portal.identityProvider;
  const before = counts.codes;
  const jar = new CookieJar();
  const stop = lie(portal.identityProvider, lies);
  try {
    const { response, body } = await tour({ start: `${portal.origin}/`, username, jar, carry });
    if (jar.get("portal") !== undefined) {
      return response?.status === 200 ? "signed in" : `signed in, to a page with ${response?.status}`;
    }
    const page = `${response?.status} ${codes.exec(body)?.[0]}`;
    return counts.codes === before ? `refused before the token endpoint was asked: ${page}` : `refused: ${page}`;
  } finally {
    stop();
  }
}

/** Whether the portal knows a person. */
const isSignedIn = async (somebody: TestPerson): Promise<boolean> =>
  (await somebody.send("GET", "/api/session")).status === 200;

/** A refresh at a provider that lies, and what became of the session. */
export async function refresh(stage: OpenidStage, lies: Lies, username = "ines"): Promise<string> {
  const { lenient } = stage;
  const { counts } = lenient.identityProvider;
  stage.turn();
  const somebody = await lenient.as(username);
  const before = counts.refreshes;
  const stop = lie(lenient.identityProvider, lies);
  try {
    stage.expire();
    const fate = await fateOf(somebody);
    return `${fate}, ${counts.refreshes - before} refresh`;
  } finally {
    stop();
  }
}

/** Sends a logout token to a portal as the provider would. */
export const deliver = async (origin: string, token: string): Promise<Response> =>
  send(
    `${origin}/auth/backchannel-logout`,
    "POST",
    { "content-type": "application/x-www-form-urlencoded" },
    new URLSearchParams({ logout_token: token }).toString(),
  );

/** Signs in, and keeps what the provider issued. */
export async function aimedAt(
  provider: IdentityProvider,
  enter: () => Promise<TestPerson>,
): Promise<LogoutAim & { readonly somebody: TestPerson }> {
  let issued: Readonly<Record<string, unknown>> = {};
  const stop = lie(provider, {
    tokens(truth) {
      issued = truth;
      return undefined;
    },
  });
  const somebody = await enter();
  stop();
  const sid = provider.sessionIds(ines.sub).at(-1) ?? "";
  return { provider, sid, idToken: String(issued["id_token"]), accessToken: String(issued["access_token"]), somebody };
}

/** What a logout token did to the session that it names. */
export async function logout(portal: TestPortal, name: string): Promise<string> {
  const { somebody, ...aim } = await aimedAt(portal.identityProvider, async () => portal.as("ines"));
  const answer = await deliver(portal.origin, (await logoutTokens[name]?.(aim)) ?? "");
  return `${answer.status}, ${await fateOf(somebody)}`;
}

/** Whether a session lives, in words. */
export const fateOf = async (somebody: TestPerson): Promise<string> =>
  (await isSignedIn(somebody)) ? "the session goes on" : "the session is ended";

/** Signs out, comes back from the provider with an altered query, and tells what the page says. */
export async function signOut(portal: TestPortal, alter: (query: URLSearchParams) => void): Promise<string> {
  const somebody = await portal.as("tobias");
  const cookie = somebody.jar.header(new URL(portal.origin)) ?? "";
  const headers = {
    origin: portal.origin,
    "sec-fetch-site": "same-origin",
    "content-type": "application/x-www-form-urlencoded",
    cookie,
  };
  const left = await send(`${portal.origin}/auth/logout`, "POST", headers, "");
  somebody.jar.take(new URL(portal.origin), left.headers.getSetCookie());
  const location = new URL(left.headers.get("location") ?? "");
  const stopBefore = (url: URL) => url.pathname === "/signed-out";
  const { url } = await tour({ start: location, jar: somebody.jar, carry, stopBefore });
  alter(url.searchParams);
  const page = await somebody.get(`${url.pathname}${url.search}`);
  const mayRemember = (await page.text()).includes("nicht erreichbar");
  return `${await fateOf(somebody)}, the page ${mayRemember ? "warns that the provider may remember" : "has no warning"}`;
}
