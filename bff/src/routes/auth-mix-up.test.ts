import { CookieJar, tour } from "@pforte/e2e/world/sign-in-driver";
import { portalClient, portalClientId } from "@pforte/e2e/world/clients";
import { type IdentityProvider, startIdentityProvider } from "@pforte/e2e/world/identity-provider";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { carry, send } from "../../test/carry.ts";
import { lie } from "../../test/lying-provider.ts";
import { signIn } from "../../test/openid-stage.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { startSecondReplica } from "../../test/second-replica.ts";

let portal: TestPortal;
/** Knows the same people, the same client and its secret, and is not the one that is configured. */
let other: IdentityProvider;
beforeAll(async () => {
  portal = await buildTestPortal();
  const { oidcClient } = portal.secrets;
  const secret = oidcClient.kind === "secret" ? oidcClient.secret : "";
  other = await startIdentityProvider({ clients: [portalClient(portal.origin, { kind: "secret", secret })] });
});
afterAll(async () => {
  await other.close();
  await portal[Symbol.asyncDispose]();
});

const stopBefore = (url: URL) => url.pathname === "/auth/callback";

/** Begins a sign-in at the portal and goes through with it at the provider: a code that nobody has used. */
async function returning(username = "ines") {
  const jar = new CookieJar();
  const { url } = await tour({ start: `${portal.origin}/auth/login`, username, jar, stopBefore, carry });
  return { callback: url, jar };
}

/** The same by the other provider, with the state and nonce of the portal's own request, as an attacker in the middle would. */
async function codeOfTheOther(callback: URL): Promise<string> {
  const start = new URL(`${other.issuer}/protocol/openid-connect/auth`);
  start.search = new URLSearchParams({
    client_id: portalClientId,
    response_type: "code",
    scope: "openid",
    redirect_uri: `${portal.origin}/auth/callback`,
    state: callback.searchParams.get("state") ?? "",
    nonce: "n",
    code_challenge: "7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM",
    code_challenge_method: "S256",
  }).toString();
  const { url } = await tour({ start, username: "tobias", stopBefore, carry });
  const code = url.searchParams.get("code");
  if (code === null) throw new Error("The other provider gave no code.");
  return code;
}

async function ask(callback: URL, jar: CookieJar) {
  const response = await send(callback.href, "GET", { cookie: jar.header(new URL(portal.origin)) ?? "" });
  const session = response.headers.getSetCookie().find((line) => line.startsWith("portal="));
  return { status: response.status, session, body: await response.text() };
}

const living = async () => (await portal.database.query("select 1 from sessions where ended_at is null")).length;

describe("an answer of a second provider, with the same client and people,", () => {
  it("under its own name is refused, and neither provider is asked for a token (S8)", async () => {
    const { callback, jar } = await returning();
    const before = [portal.identityProvider.counts.token, other.counts.token];
    callback.searchParams.set("code", await codeOfTheOther(callback));
    callback.searchParams.set("iss", other.issuer);
    expect(await ask(callback, jar)).toMatchObject({ status: 400, session: undefined });
    expect([portal.identityProvider.counts.token, other.counts.token]).toEqual(before);
  });

  it("under the name of ours goes to ours alone, which does not know the code; the second sees nothing of it (S8)", async () => {
    const { callback, jar } = await returning();
    const before = [await living(), other.counts.token];
    callback.searchParams.set("code", await codeOfTheOther(callback));
    const answer = await ask(callback, jar);
    expect(answer).toMatchObject({ status: 400, session: undefined, body: expect.stringContaining("sign_in_expired") });
    expect([await living(), other.counts.token]).toEqual(before);
  });

  it("brought into the answer of ours as an ID token signs nobody in (S8)", async () => {
    const outcome = await signIn(portal, { idToken: async (claims) => other.sign("PS256", {}, claims) });
    expect(outcome).toBe("refused: 400 sign_in_invalid");
    const renamed = await signIn(portal, {
      idToken: async (claims) => other.sign("PS256", {}, { ...claims, iss: other.issuer }),
    });
    expect(renamed).toBe("refused: 400 sign_in_invalid");
  });
});

describe("a code of somebody else", () => {
  it("in my own sign-in makes neither of us a session: it was bound to their challenge (S3)", async () => {
    const [mine, theirs] = [await returning("ines"), await returning("tobias")];
    const before = await living();
    mine.callback.searchParams.set("code", theirs.callback.searchParams.get("code") ?? "");
    expect(await ask(mine.callback, mine.jar)).toMatchObject({ status: 400, session: undefined });
    expect(await living()).toBe(before);
  });
});

describe("a callback", () => {
  it("asked ten times at once of two processes makes one session in the database, by one code (S7)", async () => {
    await using second = await startSecondReplica(portal);
    const { callback, jar } = await returning("katharina");
    const cookie = jar.header(new URL(portal.origin)) ?? "";
    const before = [await living(), portal.identityProvider.counts.codes] as const;
    const { host } = new URL(portal.origin);
    const there = async () => {
      const url = `${callback.pathname}${callback.search}`;
      const answer = await second.portal.server.inject({ method: "GET", url, headers: { host, cookie } });
      return answer.statusCode;
    };
    const here = async () => (await send(callback.href, "GET", { cookie })).status;
    const all = await Promise.all(
      Array.from({ length: 10 }, async (_each, index) => (index % 2 === 0 ? here() : there())),
    );
    expect(all.filter((status) => status === 303)).toHaveLength(1);
    // A database that is slow on a loaded machine may have somebody wait; that is no session either.
    expect(all.filter((status) => ![303, 400, 503].includes(status))).toEqual([]);
    expect([await living(), portal.identityProvider.counts.codes]).toEqual([before[0] + 1, before[1] + 1]);
  });

  it("finishes each of five begun at once in one browser, and says of a sixth before them that it is gone (S3)", async () => {
    const jar = new CookieJar();
    const callbacks: URL[] = [];
    for (let tab = 0; tab < 6; tab += 1) {
      const { url } = await tour({
        start: `${portal.origin}/auth/login?returnTo=%2Ftab-${tab}`,
        username: "ines",
        jar,
        stopBefore,
        carry,
      });
      callbacks.push(url);
    }
    const ends: unknown[] = [];
    for (const callback of callbacks) {
      const response = await send(callback.href, "GET", { cookie: jar.header(new URL(portal.origin)) ?? "" });
      jar.take(new URL(portal.origin), response.headers.getSetCookie());
      ends.push(response.headers.get("location") ?? response.status);
    }
    expect(ends).toEqual([400, ...[1, 2, 3, 4, 5].map((tab) => `${portal.origin}/tab-${tab}`)]);
  });

  it("brings the browser no token, in no address, cookie or page (S1)", async () => {
    let issued: Readonly<Record<string, unknown>> = {};
    const stop = lie(portal.identityProvider, {
      tokens(truth) {
        issued = truth;
        return undefined;
      },
    });
    const jar = new CookieJar();
    const end = await tour({ start: `${portal.origin}/`, username: "ines", jar, carry });
    stop();
    const secrets = [issued["access_token"], issued["refresh_token"], issued["id_token"]].map(String);
    expect(decodeJwt(secrets[2] ?? "").sub).toBeDefined();
    const seen = `${end.body} ${end.visited.join(" ")} ${jar.header(new URL(portal.origin))}`;
    expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);
    expect(end.body).not.toMatch(/eyJ[A-Za-z0-9_-]{10,}\./u);
  });
});
