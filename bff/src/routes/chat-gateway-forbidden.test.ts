import { setTimeout as sleep } from "node:timers/promises";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { expect, test } from "vitest";
import { startChatPortal } from "../../test/chat-portal.ts";
import { forbiddenCalls, type ForbiddenCall } from "../../test/forbidden-gateway-calls.ts";
import { rawRequest } from "../../test/raw-request.ts";

/** What the portal asks by itself, for nobody: which sign-ins there are. */
const isOfNobody = ({ method, path }: { readonly method: string; readonly path: string }) =>
  method === "GET" && path === "/_matrix/client/v3/login";

test("of more than 500 forbidden calls with a session and the portal's header, none reaches the homeserver", async () => {
  await using world = await startChatPortal("jwt", { config: { requestsPerMinute: 1_000_000 } });
  const { portal, matrix } = world;
  const { configuration, storage } = portal.portal;
  const { document, version } = configuration.current();
  const [chat] = document.sources;
  const [tile] = document.tiles;
  if (chat === undefined || tile === undefined) throw new Error("The portal has a source and a tile.");
  // A homeserver that is there for others only.
  const hidden = { ...tile, key: "hidden", source: "hidden", groups: ["nobody"], public: false };
  await storage.configurations.publish(
    { ...document, sources: [chat, { ...chat, key: "hidden" }], tiles: [...document.tiles, hidden] },
    { actor: "operator:test", note: "a hidden one", after: version },
  );
  await expect.poll(() => configuration.current().document.sources.length).toBe(2);
  const ines = await portal.as("ines");
  const { host, port, origin } = new URL(portal.origin);
  const cookie = ines.jar.header(new URL(origin)) ?? "";
  const ask = async ({ method, target, type, body }: ForbiddenCall) =>
    rawRequest(
      Number(port),
      [
        `${method} ${target} HTTP/1.1`,
        `Host: ${host}`,
        `Cookie: ${cookie}`,
        `${portalHeader.name}: ${portalHeader.value}`,
        `Origin: ${origin}`,
        "Sec-Fetch-Site: same-origin",
        "Sec-Fetch-Mode: cors",
        "Sec-Fetch-Dest: empty",
        ...(body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
        ...(type === undefined ? [] : [`Content-Type: ${type}`]),
      ],
      body,
    );

  // The same way lets a good call through, so that the rest of this test means something.
  const good = await ask({ why: "", method: "GET", target: "/api/chat/matrix/chat/_matrix/client/v3/joined_rooms" });
  expect([good.status, matrix.requests.some(({ path }) => path.endsWith("/joined_rooms"))]).toEqual([200, true]);
  matrix.forget();

  const calls = forbiddenCalls();
  expect(calls.length).toBeGreaterThan(500);
  const odd: string[] = [];
  for (const call of calls) {
    const { status } = await ask(call);
    const reached = matrix.requests.filter((seen) => !isOfNobody(seen)).map(({ path }) => path);
    // A session that is over, or too fast, would be refused whatever it asks for.
    if (status < 400 || status > 499 || status === 401 || status === 429 || reached.length > 0) {
      odd.push(`${call.method} ${call.target} (${call.why}): ${status} ${reached.join(" ")}`);
    }
    matrix.forget();
  }
  expect(odd).toEqual([]);
  await sleep(100);
  expect(matrix.requests.filter((seen) => !isOfNobody(seen))).toEqual([]);
  expect((await ines.send("GET", "/api/session")).status).toBe(200);
}, 120_000);
