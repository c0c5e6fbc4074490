import { type CookieJar, tour } from "@pforte/e2e/world/sign-in-driver";
import { afterAll, beforeAll, expect, it } from "vitest";
import { carry, send } from "../../test/carry.ts";
import {
  hasReferencePayloads,
  leavesOrigin,
  ownPayloads,
  referencePayloads,
} from "../../test/open-redirect-payloads.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await buildTestPortal();
});
afterAll(async () => portal[Symbol.asyncDispose]());

/** What became of a sign-in that was to end at a payload. */
type End = "refused" | "home" | { readonly payload: string; readonly why: string };

/** A browser with a session at the identity provider, so that a sign-in needs no click: one for each lane. */
async function browser(): Promise<CookieJar> {
  return (await portal.as("ines")).jar;
}

async function endOf(payload: string, jar: CookieJar): Promise<End> {
  const start = new URL(`${portal.origin}/auth/login?returnTo=${encodeURIComponent(payload)}`);
  const cookies = (): Record<string, string> => {
    const cookie = jar.header(new URL(portal.origin));
    return cookie === undefined ? {} : { cookie };
  };
  const begun = await send(start.href, "GET", cookies());
  if (begun.status === 400) {
    return (await begun.text()).includes("return_address_refused") ? "refused" : { payload, why: "another notice" };
  }
  jar.take(start, begun.headers.getSetCookie());
  const away = new URL(begun.headers.get("location") ?? "", portal.origin);
  if (begun.status !== 303 || away.origin !== new URL(portal.identityProvider.issuer).origin) {
    return { payload, why: `${begun.status} to ${away.origin}` };
  }
  const stopBefore = (url: URL) => url.pathname === "/auth/callback";
  const { url: callback } = await tour({ start: away, jar, stopBefore, carry });
  const finished = await send(callback.href, "GET", cookies());
  jar.take(callback, finished.headers.getSetCookie());
  const location = finished.headers.get("location") ?? "";
  const isSignedIn = finished.status === 303 && finished.headers.getSetCookie().some((line) => /^portal=./u.test(line));
  return isSignedIn && !leavesOrigin(location, portal.origin) && location.startsWith(`${portal.origin}/`)
    ? "home"
    : { payload, why: `${finished.status} to ${location}` };
}

async function endsOf(payloads: readonly string[]): Promise<readonly End[]> {
  const lanes = await Promise.all(Array.from({ length: 4 }, browser));
  const ends = await Promise.all(
    lanes.map(async (jar, lane) => {
      const reached: End[] = [];
      for (const payload of payloads.filter((_payload, index) => index % lanes.length === lane)) {
        reached.push(await endOf(payload, jar));
      }
      return reached;
    }),
  );
  return ends.flat();
}

const isHome = (end: End) => end === "refused" || end === "home";

it("a whole sign-in with each of our own payloads stays home (S9)", async () => {
  const ends = await endsOf(ownPayloads);
  expect(ends.filter((end) => !isHome(end))).toEqual([]);
  expect(ends).toHaveLength(7);
});

it("a whole sign-in with a path of the portal comes back to it, so that the others prove something", async () => {
  expect(await endsOf(["/chat?at=2"])).toEqual(["home"]);
});

it.skipIf(!hasReferencePayloads)(
  "a whole sign-in with each of the reference payloads and of our own stays home (S9)",
  async () => {
    const payloads = [...referencePayloads(), ...ownPayloads];
    const ends = await endsOf(payloads);
    expect(ends.filter((end) => !isHome(end))).toEqual([]);
    const home = ends.filter(isHome).length;
    const finished = ends.filter((end) => end === "home").length;
    process.stdout.write(`${home} of ${payloads.length} stay home (${finished} of them by a finished sign-in)\n`);
    expect(payloads.length).toBeGreaterThanOrEqual(566);
  },
  30_000,
);
