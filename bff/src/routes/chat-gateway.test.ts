import { listChatRooms } from "@pforte/shared/contract/chat";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { sendJson } from "@pforte/e2e/world/matrix-http";
import { gateway, type GatewayPortal, startGatewayPortal } from "../../test/gateway-portal.ts";
import type { TestPerson } from "../../test/person.ts";

let world: GatewayPortal;
let ines: TestPerson;
let tobias: TestPerson;

beforeAll(async () => {
  world = await startGatewayPortal({ config: { requestsPerMinute: 1_000_000 } });
  [ines, tobias] = await Promise.all([world.portal.as("ines"), world.portal.as("tobias")]);
}, 60_000);
afterAll(async () => world[Symbol.asyncDispose]());
beforeEach(() => {
  world.matrix.intercept(null);
  world.matrix.forget();
});

const joined = z.object({ joined_rooms: z.array(z.string()) });
const room = "!aB3_-x";
const encodedRoom = encodeURIComponent(room);

describe("a call of the page's client", () => {
  test("is made as the person, on a device that is not the one of the card", async () => {
    const name = "Referat 42";
    const theirs = world.matrix.homeserver.createRoom({ name, members: ["ines", "deniz"] });
    await ines.call(listChatRooms, { query: {} });
    const card = world.matrix.requests.find(({ path }) => path.endsWith("/sync"))?.headers["authorization"];
    world.matrix.forget();
    const answer = await world.ask(ines, "GET", "/v3/joined_rooms");
    expect(joined.parse(await answer.json()).joined_rooms).toContain(theirs);
    const seen = world.asked().find(({ path }) => path.endsWith("/joined_rooms"));
    expect(seen?.headers["authorization"]).toMatch(/^Bearer \S{20,}$/u);
    expect(seen?.headers["authorization"]).not.toBe(card);
    expect(world.matrix.devices.of("@ines:localhost")).toHaveLength(2);
  });

  test("reaches rooms, events and people with ids as long as any can be, and goes no further with longer ones", async () => {
    const long = (sigil: string, length: number) => `${sigil}${"a".repeat(length - 13)}:example.org`;
    await world.ask(ines, "GET", "/v3/joined_rooms");
    world.matrix.forget();
    world.matrix.intercept((_seen, response) => (sendJson(response, 200, {}), true));
    const ask = async (length: number) => {
      const [inRoom, event, who] = ["!", "$", "@"].map((sigil) => encodeURIComponent(long(sigil, length)));
      const paths = [`/v3/rooms/${inRoom}/event/${event}`, `/v3/profile/${who}`];
      return Promise.all(paths.map(async (path) => (await world.ask(ines, "GET", path)).status));
    };
    expect(await ask(255)).toEqual([200, 200]);
    const seen = world.asked().map(({ path }) => decodeURIComponent(path));
    expect(seen).toContain(`/_matrix/client/v3/rooms/${long("!", 255)}/event/${long("$", 255)}`);
    expect(seen).toContain(`/_matrix/client/v3/profile/${long("@", 255)}`);
    expect(await ask(256)).toEqual([400, 400]);
    expect(await ask(401)).toEqual([400, 400]);
    expect(world.asked()).toHaveLength(2);
  });

  test("has exactly the headers that were made for it, and nothing of the browser's (S58)", async () => {
    await world.ask(ines, "GET", "/v3/joined_rooms");
    world.matrix.forget();
    world.matrix.intercept((_seen, response) => (sendJson(response, 200, { event_id: "$e" }), true));
    await world.ask(ines, "POST", `/v3/rooms/${encodedRoom}/read_markers`, {
      body: { "m.read": "$e" },
      headers: { "x-evil": "canary", authorization: "Bearer canary", "accept-language": "tlh", "user-agent": "canary" },
    });
    const [seen] = world.asked();
    expect({ ...seen?.headers, authorization: "-" }).toEqual({
      accept: "application/json",
      "accept-encoding": "identity",
      authorization: "-",
      connection: "keep-alive",
      "content-length": "15",
      "content-type": "application/json",
      host: `localhost:${world.matrix.port}`,
      "user-agent": "pforte",
    });
    expect(JSON.stringify(seen?.headers)).not.toContain("canary");
    expect(seen).toMatchObject({
      method: "POST",
      path: `/_matrix/client/v3/rooms/${encodedRoom}/read_markers`,
      body: { "m.read": "$e" },
    });
  });

  test("is answered with the bytes of the homeserver and the headers of the portal (S43)", async () => {
    const body = `{"odd": [1,  2], "more":"<script>", "a":1, "a":2}`;
    world.matrix.intercept((seen, response) => {
      if (!seen.path.endsWith("/capabilities")) return false;
      const evil = {
        "content-type": "application/json",
        "set-cookie": "evil=1",
        location: "https://evil.example",
        "content-security-policy": "default-src *",
        "access-control-allow-origin": "*",
        "cache-control": "public, max-age=9",
        "x-evil": "1",
        etag: '"e"',
      };
      response.writeHead(200, evil).end(body);
      return true;
    });
    const answer = await world.ask(ines, "GET", "/v3/capabilities");
    expect([answer.status, await answer.text()]).toEqual([200, body]);
    const plain = await ines.send("GET", "/api/session");
    const framing = new Set(["content-length", "transfer-encoding"]);
    const names = (headers: Headers) => [...headers.keys()].filter((each) => !framing.has(each)).toSorted();
    expect(names(answer.headers)).toEqual(names(plain.headers));
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "content-security-policy": "default-src 'none'; sandbox",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
  });

  test("is each person's own, also when many are under way at once (S48)", async () => {
    const rooms = new Map(
      [ines, tobias].map((who, index) => {
        const name = index === 0 ? "ines" : "tobias";
        return [who, world.matrix.homeserver.createRoom({ name, members: [name, "deniz"] })] as const;
      }),
    );
    const answers = await Promise.all(
      Array.from({ length: 24 }, async (_, index) => {
        const who = index % 2 === 0 ? ines : tobias;
        const answer = await world.ask(who, "GET", "/v3/joined_rooms");
        return { who, rooms: joined.parse(await answer.json()).joined_rooms };
      }),
    );
    for (const answer of answers) {
      const shown = [...rooms].filter(([, id]) => answer.rooms.includes(id)).map(([who]) => who);
      expect(shown).toEqual([answer.who]);
    }
    const { payload } = await world.portal.portal.ops.inject("/metrics");
    expect(payload).toContain("pforte_isolation_violations 0");
  });

  test("for somebody else's account is refused without a call", async () => {
    await world.ask(ines, "GET", "/v3/joined_rooms");
    world.matrix.forget();
    for (const [method, path, body] of [
      ["GET", "/v3/user/%40tobias%3Alocalhost/account_data/m.direct", undefined],
      ["PUT", "/v3/user/%40ines%3Aelsewhere.example/account_data/m.direct", {}],
      ["PUT", `/v3/rooms/${encodedRoom}/typing/%40tobias%3Alocalhost`, { typing: true }],
      ["POST", "/v3/user/%40tobias%3Alocalhost/filter", {}],
    ] as const) {
      const answer = await world.ask(ines, method, path, { body });
      expect([answer.status, await answer.json()]).toMatchObject([403, { errcode: "M_FORBIDDEN" }]);
    }
    expect(world.asked()).toEqual([]);
  });

  test("to sync sets nobody online, and waits no longer than half a minute", async () => {
    world.matrix.intercept((_seen, response) => (sendJson(response, 200, { next_batch: "s1" }), true));
    const filter = encodeURIComponent(JSON.stringify({ room: { timeline: { limit: 5 } } }));
    const query = `filter=${filter}&timeout=0&_cacheBuster=17&org.matrix.msc4222.use_state_after=true`;
    expect((await world.ask(ines, "GET", `/v3/sync?${query}`)).status).toBe(200);
    const seen = world.asked().find(({ path }) => path.endsWith("/sync"));
    expect(Object.fromEntries(seen?.query ?? [])).toEqual({
      filter: '{"room":{"timeline":{"limit":5}}}',
      timeout: "0",
      _cacheBuster: "17",
      "org.matrix.msc4222.use_state_after": "true",
      set_presence: "offline",
    });
    expect((await world.ask(ines, "GET", "/v3/sync?timeout=30001")).status).toBe(400);
    expect((await world.ask(ines, "GET", "/v3/sync?set_presence=online")).status).toBe(400);
  });

  test("is sent on as it was looked at, not as it was written", async () => {
    world.matrix.intercept((_seen, response) => (sendJson(response, 200, {}), true));
    const twice = encodeURIComponent('{"lazy_load_members":true,"limit":7,"limit":9}');
    await world.ask(ines, "GET", `/v3/rooms/${encodedRoom}/messages?dir=b&filter=${twice}`);
    const seen = world.asked().find(({ path }) => path.endsWith("/messages"));
    expect(seen?.query.get("filter")).toBe('{"limit":9,"lazy_load_members":true}');
  });

  test("may have no body where it says everything by its path", async () => {
    world.matrix.intercept((_seen, response) => (sendJson(response, 200, {}), true));
    for (const headers of [{ "content-type": "application/json" }, undefined]) {
      const answer = await world.ask(ines, "POST", `/v3/rooms/${encodedRoom}/forget`, headers && { body: {}, headers });
      expect(answer.status).toBe(200);
    }
    expect(world.asked().map(({ body }) => body)).toEqual([{}, {}]);
  });

  test("needs a session and the portal's header, at whatever address", async () => {
    const path = `${gateway}/v3/joined_rooms`;
    world.matrix.forget();
    expect((await world.portal.nobody.send("GET", path)).status).toBe(401);
    expect((await ines.send("GET", path, { headers: { "x-portal": "" } })).status).toBe(403);
    expect((await ines.send("GET", path, { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
    expect(world.asked()).toEqual([]);
  });

  test("leaves no token and no room in answers, headers and the log (S67)", async () => {
    const secret = world.matrix.homeserver.createRoom({ name: "Geheimsache", members: ["ines", "deniz"] });
    world.matrix.homeserver.say(secret, "deniz", "Kanarienvogel");
    const path = `/v3/rooms/${encodeURIComponent(secret)}/messages?dir=b&limit=3`;
    const answers = await Promise.all(
      [path, "/v3/joined_rooms", "/v3/sync?timeout=0", "/versions", `${path}&bad=1`, "/v3/keys/query"].map(
        async (each) => world.ask(ines, "GET", each),
      ),
    );
    const tokens = world.matrix.requests.flatMap(({ headers }) => headers["authorization"] ?? []);
    expect(tokens.length).toBeGreaterThan(3);
    const said = await Promise.all(
      answers.map(async (each) => JSON.stringify([...each.headers]) + (await each.text())),
    );
    const log = world.portal.logLines.join("");
    for (const token of new Set(tokens.map((each) => each.replace("Bearer ", "")))) {
      expect(said.join("")).not.toContain(token);
      expect(log).not.toContain(token);
    }
    for (const canary of [secret, encodeURIComponent(secret), "Kanarienvogel", "dir=b", "%40ines"]) {
      expect(log).not.toContain(canary);
    }
    expect(log).toContain("/_matrix/client/v3/rooms/:room/messages");
  });
});
