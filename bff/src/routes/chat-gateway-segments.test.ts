import { portalHeader } from "@pforte/shared/contract/portal-header";
import { afterAll, beforeAll, expect, test } from "vitest";
import { gateway, type GatewayPortal, startGatewayPortal } from "../../test/gateway-portal.ts";
import type { TestPerson } from "../../test/person.ts";
import { rawRequest } from "../../test/raw-request.ts";

let world: GatewayPortal;
let ines: TestPerson;
let room: string;

beforeAll(async () => {
  world = await startGatewayPortal();
  ines = await world.portal.as("ines");
  room = world.matrix.homeserver.createRoom({ name: "Referat 42", members: ["ines"] });
});
afterAll(async () => world[Symbol.asyncDispose]());

async function send(id: string) {
  const { host, port, origin } = new URL(world.portal.origin);
  const body = JSON.stringify({ msgtype: "m.text", body: "Guten Morgen" });
  const target = `${gateway}/v3/rooms/${encodeURIComponent(room)}/send/m.room.message/${id}`;
  const lines = [
    `PUT ${target} HTTP/1.1`,
    `Host: ${host}`,
    `Cookie: ${ines.jar.header(new URL(origin)) ?? ""}`,
    `${portalHeader.name}: ${portalHeader.value}`,
    `Origin: ${origin}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  world.matrix.forget();
  return rawRequest(Number(port), lines, body);
}

const written = () => world.asked().filter(({ method }) => method === "PUT");

test("an id is a step of the path to the homeserver", async () => {
  expect((await send("t1")).status).toBe(200);
  expect(written()).toHaveLength(1);
});

test.each([".", "..", "%2e", "%2E%2e"])(
  "an id of %s, which leads elsewhere in a path, is a mistake of whoever sends it and reaches no homeserver (S41)",
  async (id) => {
    const answer = await send(id);
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([400, { code: "bad_request" }]);
    expect(written()).toEqual([]);
  },
);
