import { randomBytes } from "node:crypto";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { hashOf } from "../auth/session-id.ts";

const peopleCount = 2000;
/** The address of a ministry, as far as the portal can see. */
const address = "192.0.2.7";
const perMinute = 60;

let portal: TestPortal;
let ids: readonly string[];
beforeAll(async () => {
  portal = await buildTestPortal({ config: { requestsPerMinute: perMinute } });
  ids = await signInMany(peopleCount + 1);
}, 60_000);
afterAll(async () => portal[Symbol.asyncDispose]());

/** Sessions of so many people, written as a sign-in would; the provider would take minutes for them. */
async function signInMany(count: number): Promise<readonly string[]> {
  const made = Array.from({ length: count }, () => randomBytes(32).toString("base64url"));
  await portal.database.query(
    `insert into sessions (hash, issuer, subject, username, name, groups, is_administrator, access_token, id_token,
       access_expires_at, created_at, last_active_at, ends_at, version)
     select hash, $2, 'person-' || at, 'person-' || at, 'Person ' || at, '{}', false, 'sealed', 'sealed',
       now() + interval '1 hour', now(), now(), now() + interval '1 hour', 1
     from unnest($1::text[]) with ordinality as made (hash, at)`,
    [made.map(hashOf), portal.config.oidc.issuer],
  );
  return made;
}

async function ask(id: string, url: string): Promise<number> {
  const { statusCode } = await portal.portal.server.inject({
    method: "GET",
    url,
    remoteAddress: address,
    headers: {
      host: new URL(portal.origin).host,
      cookie: `portal=${id}`,
      [portalHeader.name]: portalHeader.value,
      "sec-fetch-site": "same-origin",
      "sec-fetch-mode": "cors",
    },
  });
  return statusCode;
}

const tally = (statuses: readonly number[]) =>
  Object.fromEntries(
    [...new Set(statuses)].map((status) => [status, statuses.filter((each) => each === status).length]),
  );

it("two thousand people at one address work beside one who abuses it: nobody but that one is told to wait (S45)", async () => {
  const [abuser = "", ...people] = ids;
  const left = people.values();
  const statuses: number[] = [];
  const abused: number[] = [];
  const work = async (): Promise<void> => {
    for (const id of left) {
      statuses.push(await ask(id, "/api/session"), await ask(id, "/api/session"));
      // A request for every ten people is far beyond what one session may send.
      if (statuses.length % 20 === 0) abused.push(await ask(abuser, "/api/session"));
    }
  };
  // As many at a time as connections to the database allow.
  await Promise.all(Array.from({ length: 5 }, work));
  expect(tally(statuses)).toEqual({ 200: peopleCount * 2 });
  // What it may send at once, and what it earned while this took; the rest was refused.
  expect(Object.keys(tally(abused)).toSorted()).toEqual(["200", "429"]);
  expect(abused.slice(0, perMinute)).not.toContain(429);
}, 180_000);

it("many people at one address begin to sign in at once (S45)", async () => {
  const statuses: number[] = [];
  for (let count = 0; count < 80; count += 1) {
    const { statusCode } = await portal.portal.server.inject({
      method: "GET",
      url: "/auth/login",
      remoteAddress: address,
      headers: { host: new URL(portal.origin).host, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
    });
    statuses.push(statusCode);
  }
  expect(tally(statuses)).toEqual({ 303: 80 });
}, 180_000);
