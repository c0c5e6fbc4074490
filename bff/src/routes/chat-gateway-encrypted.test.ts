import type { ServerResponse } from "node:http";
import { sendJson, type SeenRequest } from "@pforte/e2e/world/matrix-http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type GatewayPortal, startGatewayPortal } from "../../test/gateway-portal.ts";
import type { TestPerson } from "../../test/person.ts";

let ahead = 0;
let world: GatewayPortal;
let ines: TestPerson;
let tobias: TestPerson;
let rooms = 0;

beforeAll(async () => {
  const overrides = { now: () => new Date(Date.now() + ahead) };
  world = await startGatewayPortal({ config: { requestsPerMinute: 1_000_000 }, overrides });
  [ines, tobias] = await Promise.all([world.portal.as("ines"), world.portal.as("tobias")]);
  for (const who of [ines, tobias]) await world.ask(who, "GET", "/v3/joined_rooms");
}, 60_000);
afterAll(async () => world[Symbol.asyncDispose]());
beforeEach(() => {
  rooms += 1;
  ahead += 10_000;
});

type Answer = (response: ServerResponse) => unknown;

const encrypted: Answer = (response) => sendJson(response, 200, { algorithm: "m.megolm.v1.aes-sha2" });
const plain: Answer = (response) => sendJson(response, 404, { errcode: "M_NOT_FOUND", error: "x" });

/** A homeserver that says this of every room, and takes whatever is sent. */
function say(answer: Answer): void {
  world.matrix.forget();
  world.matrix.intercept(({ path }: SeenRequest, response) => {
    if (!path.includes("/rooms/")) return false;
    if (path.endsWith("/state/m.room.encryption")) answer(response);
    else sendJson(response, 200, { event_id: "$sent" });
    return true;
  });
}

const room = () => `/v3/rooms/${encodeURIComponent(`!room${rooms}:localhost`)}`;
const calls = () => world.asked().map(({ path }) => path.split("/").slice(6, 8).join("/"));

const message = { msgtype: "m.text", body: "Kanarienvogel" };
const edit = { ...message, "m.new_content": message, "m.relates_to": { rel_type: "m.replace", event_id: "$e" } };
const reaction = { "m.relates_to": { rel_type: "m.annotation", event_id: "$e", key: "👍" } };

const writings = [
  ["a message", "m.room.message", message],
  ["an edit", "m.room.message", edit],
  ["an answer", "m.room.message", { ...message, "m.relates_to": { "m.in_reply_to": { event_id: "$e" } } }],
  ["a file", "m.room.message", { msgtype: "m.file", body: "a.pdf", url: "mxc://localhost/abc" }],
  ["a reaction", "m.reaction", reaction],
] as const;

const write = async (who: TestPerson, type: string, body: unknown) =>
  world.ask(who, "PUT", `${room()}/send/${type}/t${Math.random()}`, { body });

describe("what is written into a room", () => {
  test.each(writings)("is sent on where the room is not encrypted: %s", async (_what, type, body) => {
    say(plain);
    const answer = await write(ines, type, body);
    expect([answer.status, await answer.json()]).toEqual([200, { event_id: "$sent" }]);
    expect(calls()).toEqual(["state/m.room.encryption", `send/${type}`]);
    expect(world.asked()[1]?.body).toEqual(body);
  });

  test.each(writings)("never reaches a homeserver where it is: %s", async (_what, type, body) => {
    say(encrypted);
    const answer = await write(ines, type, body);
    expect([answer.status, await answer.json()]).toMatchObject([403, { errcode: "ORG.PFORTE.ROOM_ENCRYPTED" }]);
    expect(calls()).toEqual(["state/m.room.encryption"]);
    expect(JSON.stringify(world.matrix.requests.map((each) => each.body))).not.toContain("Kanarienvogel");
  });

  test.each<[string, Answer]>([
    ["another 404", (response) => sendJson(response, 404, { errcode: "M_UNRECOGNIZED" })],
    ["a page with 404", (response) => response.writeHead(404, { "content-type": "text/html" }).end("<p>")],
    ["a page with 200", (response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>")],
    ["nobody who may know", (response) => sendJson(response, 403, { errcode: "M_FORBIDDEN" })],
    ["a failure", (response) => sendJson(response, 500, { errcode: "M_UNKNOWN" })],
    ["a cut", (response) => response.destroy()],
    ["a redirect", (response) => response.writeHead(302, { location: "/" }).end()],
  ])("never reaches a homeserver that says nothing plain of the room: %s", async (_what, answer) => {
    say(answer);
    expect((await write(ines, "m.room.message", message)).status).toBeGreaterThanOrEqual(400);
    expect(calls().filter((call) => call.startsWith("send"))).toEqual([]);
  });

  test("is refused from then on without asking, as a room stays encrypted", async () => {
    say(encrypted);
    await write(ines, "m.room.message", message);
    ahead += 600_000;
    say(plain);
    expect((await write(ines, "m.room.message", message)).status).toBe(403);
    expect(calls()).toEqual([]);
  });

  test("is refused a moment after the room was encrypted", async () => {
    say(plain);
    for (const _ of [1, 2]) expect((await write(ines, "m.room.message", message)).status).toBe(200);
    expect(calls().filter((call) => call.startsWith("state"))).toHaveLength(1);
    say(encrypted);
    ahead += 3001;
    expect((await write(ines, "m.room.message", message)).status).toBe(403);
  });

  test("is asked about for each person anew (S48)", async () => {
    say(plain);
    await write(ines, "m.room.message", message);
    say(encrypted);
    expect((await write(tobias, "m.room.message", message)).status).toBe(403);
    const { payload } = await world.portal.portal.ops.inject("/metrics");
    expect(payload).toContain("pforte_isolation_violations 0");
  });
});
