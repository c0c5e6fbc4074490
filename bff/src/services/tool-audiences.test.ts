import { listChatRooms } from "@pforte/shared/contract/chat";
import { listFiles } from "@pforte/shared/contract/files";
import { readInbox } from "@pforte/shared/contract/inbox";
import type { SourceOutcome } from "@pforte/shared/contract/source-outcome";
import { listWork } from "@pforte/shared/contract/work";
import { decodeJwt } from "jose";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { startToolsPortal, type ToolsPortal } from "../../test/tools-portal.ts";

let world: ToolsPortal;
let before = 0;

beforeAll(async () => {
  world = await startToolsPortal();
  world.nextcloud.world.put("ines", "Vermerk.odt", "x");
}, 60_000);

afterAll(async () => world[Symbol.asyncDispose]());

/** Each test signs in anew, and has the tokens of its own session. */
beforeEach(async () => {
  await world.portal.database.query("delete from tool_tokens");
  world.nextcloud.levers.intercept(null);
  world.portal.identityProvider.levers.exchangeRefusal = null;
  world.nextcloud.forget();
  world.openproject.forget();
  world.matrix.forget();
  before = world.portal.identityProvider.counts.exchanges;
});

const exchanges = () => world.portal.identityProvider.counts.exchanges - before;

/** Looks at everything that tools bring, and says how each of them is. */
async function look(person: TestPerson): Promise<Readonly<Record<string, string>>> {
  const replies: readonly { readonly sources: readonly SourceOutcome[] }[] = await Promise.all([
    person.call(listFiles, { query: {} }),
    person.call(listWork, { query: {} }),
    person.call(listChatRooms, { query: {} }),
    person.call(readInbox, { query: {} }),
  ]);
  return Object.fromEntries(replies.flatMap(({ sources }) => sources.map((each) => [each.source, each.outcome.state])));
}

const nextcloudHeaders = () => world.nextcloud.replies.map(({ call }) => call.headers);
const openprojectHeaders = () => world.openproject.log.map(({ call }) => call.headers);
const calls = () => ({
  files: world.nextcloud.replies.length,
  projects: world.openproject.log.length,
  chat: world.matrix.requests.filter((seen) => seen.headers.authorization !== undefined).length,
});

describe("tokens for several tools", () => {
  test("are each for one tool alone, and come with no cookie and no header of the browser", async () => {
    const ines = await world.portal.as("ines");
    await look(ines);
    for (const [headers, audience] of [
      [nextcloudHeaders(), "opendesk-nextcloud"],
      [openprojectHeaders(), "opendesk-openproject"],
    ] as const) {
      expect(headers.length).toBeGreaterThan(1);
      for (const { authorization = "" } of headers) {
        expect(decodeJwt(authorization.replace("Bearer ", ""))).toMatchObject({
          aud: audience,
          azp: "opendesk-portal",
        });
      }
      const names = [...new Set(headers.flatMap((each) => Object.keys(each)))].toSorted();
      const own = new Set(["content-length", "content-type", "depth", "if-none-match", "ocs-apirequest"]);
      expect(names.filter((name) => !own.has(name))).toEqual([
        "accept",
        "accept-encoding",
        "accept-language",
        "authorization",
        "connection",
        "host",
        "user-agent",
      ]);
    }
    for (const { headers } of world.matrix.requests) {
      expect(headers.cookie).toBeUndefined();
      expect(headers.authorization ?? "Bearer syt_").toMatch(/^Bearer syt_/u);
    }
  });

  test("carry all the scopes that a source asks for", async () => {
    await look(await world.portal.as("ines"));
    const [first] = openprojectHeaders();
    const { scope } = decodeJwt((first?.authorization ?? "").replace("Bearer ", ""));
    expect(String(scope).split(" ")).toEqual(expect.arrayContaining(["portal-aud-openproject", "api_v3"]));
  });

  test("are obtained when they are needed, once for all who need them", async () => {
    const ines = await world.portal.as("ines");
    await sleep(200);
    expect(exchanges()).toBe(0);
    await Promise.all(Array.from({ length: 8 }, async () => ines.call(listFiles, { query: {} })));
    expect(exchanges()).toBe(1);
    await Promise.all([look(ines), look(ines)]);
    expect(exchanges()).toBe(3);
  });

  test("lie in the database sealed, until half a minute before they expire, and go with the session", async () => {
    const ines = await world.portal.as("ines");
    await look(ines);
    const rows = await world.portal.database.query("select tool_tokens::text as row from tool_tokens");
    expect(rows).toHaveLength(3);
    expect(JSON.stringify(rows)).not.toMatch(/eyJ|syt_/u);
    const expiry = await world.portal.database.query(
      "select extract(epoch from expires_at - now())::int as seconds from tool_tokens where source = 'files'",
    );
    expect(Number(Object(expiry[0]).seconds)).toBeGreaterThan(280);
    await world.portal.database.query("update tool_tokens set expires_at = now() + interval '29 seconds'");
    world.nextcloud.forget();
    await ines.call(listFiles, { query: {} });
    expect(exchanges()).toBe(4);
    await ines.send("POST", "/auth/logout");
    expect(await world.portal.database.query("select 1 from tool_tokens where sealed is not null")).toEqual([]);
  });

  test("are replaced once when a tool refuses one, without asking the person", async () => {
    const ines = await world.portal.as("ines");
    await ines.call(listFiles, { query: {} });
    const [first] = nextcloudHeaders();
    world.nextcloud.forget();
    world.nextcloud.levers.intercept((call, response) => {
      if (call.headers.authorization !== first?.authorization) return false;
      response.writeHead(401, { "content-type": "application/json" }).end("{}");
      return true;
    });
    const { sources, files } = await ines.call(listFiles, { query: {} });
    expect(sources[0]?.outcome.state).toBe("ok");
    expect(files.map((file) => file.name)).toEqual(["Vermerk.odt"]);
    expect(exchanges()).toBe(2);
  });

  test("are not there for somebody who may not use a tool, who then is not mentioned to it", async () => {
    const tobias = await world.portal.as("tobias");
    expect(await look(tobias)).toMatchObject({ files: "not_entitled", projects: "not_entitled", chat: "ok" });
    expect(calls()).toMatchObject({ files: 0, projects: 0 });
  });

  test.each([
    ["knows no such audience", { status: 400, error: "invalid_client", description: "Audience not found" }],
    ["knows no such scope", { status: 400, error: "invalid_scope", description: "Invalid scopes: x" }],
    ["fails", { status: 500, error: "server_error", description: "x" }],
    ["is busy", { status: 503, error: "temporarily_unavailable", description: "x" }],
  ])("are not replaced by anything else where the provider %s: no call is made", async (_name, refusal) => {
    const ines = await world.portal.as("ines");
    world.portal.identityProvider.levers.exchangeRefusal = refusal;
    expect(await look(ines)).toMatchObject({ files: "unavailable", projects: "unavailable", chat: "unavailable" });
    expect(calls()).toEqual({ files: 0, projects: 0, chat: 0 });
    expect((await ines.get("/")).status).toBe(200);
  });

  test("never reach the place that a source is moved to", async () => {
    const ines = await world.portal.as("ines");
    await look(ines);
    const [first] = nextcloudHeaders();
    const { configuration, storage } = world.portal.portal;
    const { document, version } = configuration.current();
    const moved = document.sources.map((source) =>
      source.key === "files" ? { ...source, address: `http://127.0.0.1:${world.nextcloud.port}` } : source,
    );
    await storage.configurations.publish(
      { ...document, sources: moved },
      { actor: "operator:test", note: "moved", after: version },
    );
    await expect.poll(() => configuration.current().version).toBe(version + 1);
    world.nextcloud.forget();
    await expect.poll(async () => (await look(ines))["files"]).toBe("ok");
    expect(nextcloudHeaders().length).toBeGreaterThan(0);
    for (const { authorization } of nextcloudHeaders()) expect(authorization).not.toBe(first?.authorization);
  });
});
