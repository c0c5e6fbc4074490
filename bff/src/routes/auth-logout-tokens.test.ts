import { portalClient, portalClientId } from "@pforte/e2e/world/clients";
import { type IdentityProvider, startIdentityProvider } from "@pforte/e2e/world/identity-provider";
import { ines } from "@pforte/e2e/world/people";
import { signInByForm } from "@pforte/e2e/world/sign-in-driver";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { carry, send } from "../../test/carry.ts";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { freePort } from "@pforte/e2e/world/free-ports";
import { logoutGarbage } from "../../test/logout-garbage.ts";
import { logoutTokens } from "../../test/logout-tokens.ts";
import { openidCases } from "../../test/openid-cases.ts";
import { aimedAt, deliver, fateOf } from "../../test/openid-stage.ts";
import { person, type TestPerson } from "../../test/person.ts";
import {
  environmentOf,
  type PortalProcess,
  type ProcessSite,
  siteOf,
  startPortalProcess,
  untilAnswered,
} from "../../test/portal-process.ts";

let database: TestDatabase;
let provider: IdentityProvider;
let site: ProcessSite;
let portal: PortalProcess;
let hasEnded = false;

async function signIn(): Promise<TestPerson> {
  const { jar } = await signInByForm({ start: `${site.origin}/auth/login`, username: "ines", carry });
  return person(site.origin, jar);
}

beforeAll(async () => {
  database = await createTestDatabase();
  const providerPort = await freePort();
  const issuer = `http://localhost:${providerPort}/realms/pforte`;
  site = siteOf({ port: await freePort(), databaseUrl: database.url, issuer });
  const clients = [portalClient(site.origin, { kind: "secret", secret: site.clientSecret })];
  provider = await startIdentityProvider({ port: providerPort, clients });
  portal = startPortalProcess(await environmentOf(site));
  void portal.ended.then(() => (hasEnded = true));
  await untilAnswered(portal, `${site.origin}/api/session`);
  // The first sign-in waits for the metadata; the keys of logout tokens are those that it brings.
  await signIn();
});
afterAll(async () => {
  await portal[Symbol.asyncDispose]();
  await provider.close();
  await database[Symbol.asyncDispose]();
});

describe("the process of the portal", () => {
  it.each(openidCases.logoutTokens)(
    "is sent $name as a logout token and answers as the list says (S25)",
    async (row) => {
      const { somebody, ...aim } = await aimedAt(provider, signIn);
      if (row.name === "a token that was used") {
        // First for a session that nobody knows, so that nothing but its having been used is wrong with the second.
        await deliver(site.origin, (await logoutTokens[row.name]?.({ ...aim, sid: "another-session" })) ?? "");
      }
      const answer = await deliver(site.origin, (await logoutTokens[row.name]?.(aim)) ?? "");
      expect(`${answer.status}, ${await fateOf(somebody)}`).toBe(row.portal);
      expect(answer.headers.get("content-type")).toContain("application/json");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(hasEnded).toBe(false);
    },
  );

  it("outlives garbage on the route of logout tokens, ends nobody's session by it, and still hears the provider (S25)", async () => {
    const somebody = await signIn();
    for (const [name, { method, headers, body }] of Object.entries(await logoutGarbage(provider))) {
      const answer = await send(`${site.origin}/auth/backchannel-logout`, method, headers, body);
      expect([name, answer.status >= 400 && answer.status < 500]).toEqual([name, true]);
      expect([name, await answer.text()]).toEqual([name, expect.not.stringMatching(/\n\s+at |postgres|select /iu)]);
    }
    expect(await fateOf(somebody)).toBe("the session goes on");
    const sid = provider.sessionIds(ines.sub).at(-1) ?? "";
    const honest = await provider.logoutToken(portalClientId, { sub: ines.sub, sid });
    expect((await deliver(site.origin, honest)).status).toBe(200);
    expect(await fateOf(somebody)).toBe("the session is ended");
    // Not another one in its place either: this is the very process that was started.
    expect(hasEnded).toBe(false);
    expect(() => process.kill(portal.pid, 0)).not.toThrow();
    expect(portal.text()).not.toMatch(/\n\s+at /u);
  });
});
