import { listChatRooms } from "@pforte/shared/contract/chat";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sendJson, startMediaPortal, type MediaPortal } from "../../test/media-portal.ts";
import type { TestPerson } from "../../test/person.ts";

let world: MediaPortal;
let ines: TestPerson;
let tobias: TestPerson;

beforeAll(async () => {
  world = await startMediaPortal();
  [ines, tobias] = await Promise.all([world.portal.as("ines"), world.portal.as("tobias")]);
}, 60_000);
afterAll(async () => world[Symbol.asyncDispose]());

const png = Buffer.from("89504e470d0a1a0a", "hex");
const asPng = { "content-type": "image/png", "content-length": String(png.length) };
beforeEach(() => {
  world.calls.splice(0);
  world.answer((_call, response) => response.writeHead(200, asPng).end(png));
});

const mebibyte = 1024 * 1024;
const fromImage = {
  accept: "image/*",
  "sec-fetch-dest": "image",
  "sec-fetch-mode": "no-cors",
  "sec-fetch-site": "same-origin",
};
const picture = "/chat/thumbnail/chat/example.org/AbC_1-2";

const image = async (person: TestPerson, path = picture, headers: Readonly<Record<string, string>> = fromImage) =>
  world.portal.fetch(path, { headers: { ...headers, cookie: person.jar.header(new URL(world.portal.origin)) ?? "" } });

describe("a picture of a room", () => {
  it("is one that the browser of this session may keep, and runs nothing (S33, S43)", async () => {
    const answer = await image(ines);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(png);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "image/png",
      "cache-control": "private, max-age=86400, immutable",
      vary: "Cookie",
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
  });

  it.each([
    ["", { width: "1600", height: "1200", method: "scale" }],
    ["?size=large", { width: "1600", height: "1200", method: "scale" }],
    ["?size=small", { width: "640", height: "480", method: "scale" }],
  ])("asked for with %j is a still one of that size, by the endpoint that wants a token", async (query, size) => {
    await image(ines, picture + query);
    expect(world.calls).toMatchObject([
      {
        path: "/_matrix/client/v1/media/thumbnail/example.org/AbC_1-2",
        query: { ...size, animated: "false", timeout_ms: "5000" },
      },
    ]);
  });

  it("is asked for by the person's own token, of the chat's device, and with no header of the browser (S14, S58)", async () => {
    await ines.call(listChatRooms, { query: {} });
    await image(ines, picture, {
      ...fromImage,
      referer: "https://portal/x",
      range: "bytes=0-1",
      "x-forwarded-for": "1",
    });
    const [call] = world.calls;
    expect(call?.by).toEqual({ user: "@ines:localhost", device: expect.stringMatching(/^PFORTE-PAGE-/u) });
    expect(Object.keys(call?.headers ?? {}).toSorted()).toEqual([
      "accept",
      "accept-encoding",
      "authorization",
      "connection",
      "host",
      "user-agent",
    ]);
  });

  it("is nobody's without a session, and another person's only where the homeserver gives it to them (S48)", async () => {
    world.answer(({ by }, response) =>
      by?.user === "@ines:localhost"
        ? response.writeHead(200, asPng).end(png)
        : sendJson(response, 404, { errcode: "M_NOT_FOUND" }),
    );
    expect((await image(world.portal.nobody)).status).toBe(401);
    expect(world.calls).toEqual([]);
    expect((await image(ines)).status).toBe(200);
    const other = await image(tobias);
    expect([other.status, other.headers.get("cache-control")]).toEqual([404, "no-store"]);
    expect(world.calls.map(({ by }) => by?.user)).toEqual(["@ines:localhost", "@tobias:localhost"]);
  });

  it.each([
    [{ ...fromImage, "sec-fetch-site": "cross-site" }, 403],
    [{ ...fromImage, "sec-fetch-site": "same-site" }, 403],
    [{ ...fromImage, "sec-fetch-dest": "document" }, 403],
    [{ ...fromImage, "sec-fetch-dest": "script" }, 403],
    [{ accept: "image/*" }, 403],
    [fromImage, 200],
  ])("asked for with %j is answered with %i (S29)", async (headers, status) => {
    expect((await image(ines, picture, headers)).status).toBe(status);
    expect(world.calls).toHaveLength(status === 200 ? 1 : 0);
  });

  it.each([
    ["image/svg+xml", "<svg onload='alert(1)'/>"],
    ["text/html", "<script>alert(1)</script>"],
    ["application/octet-stream", "x"],
    ["image/png, text/html", "x"],
    ["application/pdf", "x"],
  ])("is none where the homeserver says %s", async (type, content) => {
    world.answer((_call, response) =>
      response.writeHead(200, { "content-type": type, "content-length": content.length }).end(content),
    );
    const answer = await image(ines);
    expect([answer.status, (await answer.text()).includes("alert")]).toEqual([404, false]);
  });

  it.each([{ "content-length": String(6 * mebibyte) }, {}])(
    "is none where it is large, or nobody knows (S57): %j",
    async (length) => {
      world.answer((_call, response) => {
        response.writeHead(200, { "content-type": "image/png", ...length });
        response.write(Buffer.alloc(mebibyte));
      });
      expect((await image(ines)).status).toBe(404);
    },
  );

  it("carries nothing of the homeserver's headers (S58)", async () => {
    const more = {
      "set-cookie": "a=b",
      "content-security-policy": "script-src *",
      location: "https://x",
      "x-evil": "1",
    };
    world.answer((_call, response) => response.writeHead(200, { ...asPng, ...more, etag: '"e"' }).end(png));
    const answer = await image(ines);
    expect([...answer.headers.keys()].filter((name) => /evil|cookie|location|etag/u.test(name))).toEqual([]);
  });

  it.each([301, 302, 307, 308])("is not fetched from where a %i leads (S56)", async (status) => {
    world.answer((_call, response) => response.writeHead(status, { location: "https://cdn.example/x" }).end());
    const answer = await image(ines);
    expect([answer.status, answer.headers.get("location"), world.calls.length]).toEqual([503, null, 1]);
  });

  it.each([
    [404, "M_NOT_FOUND", 404],
    [400, "M_UNKNOWN", 404],
    [502, "M_UNKNOWN", 404],
    [504, "M_NOT_YET_UPLOADED", 404],
    [403, "M_FORBIDDEN", 403],
    [429, "M_LIMIT_EXCEEDED", 429],
  ])("that the homeserver refuses with %i %s is answered with %i", async (status, errcode, answered) => {
    world.answer((_call, response) => sendJson(response, status, { errcode, retry_after_ms: 1 }));
    expect((await image(tobias)).status).toBe(answered);
  });

  it("of a dead homeserver far away costs nobody the pictures of others", async () => {
    world.answer(({ path }, response) =>
      path.includes("/far.example/")
        ? sendJson(response, 502, { errcode: "M_UNKNOWN" })
        : response.writeHead(200, asPng).end(png),
    );
    const far = Array.from({ length: 30 }, async () => image(ines, "/chat/thumbnail/chat/far.example/a"));
    expect(new Set((await Promise.all(far)).map((each) => each.status))).toEqual(new Set([404]));
    expect((await image(ines)).status).toBe(200);
  });
});
