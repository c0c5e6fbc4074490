import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import fc from "fast-check";
import { request } from "undici";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { madeBytes, memoryGrowth } from "../../test/files-portal.ts";
import { sendJson, startMediaPortal, type MediaPortal } from "../../test/media-portal.ts";
import type { TestPerson } from "../../test/person.ts";
import { rawRequest } from "../../test/raw-request.ts";

let world: MediaPortal;
let ines: TestPerson;
let tobias: TestPerson;

beforeAll(async () => {
  const overrides = { pace: { limits: { streamIdleMilliseconds: 1000, breakerCalls: 1000 } } };
  world = await startMediaPortal({ overrides, config: { requestsPerMinute: 1_000_000 } });
  [ines, tobias] = await Promise.all([world.portal.as("ines"), world.portal.as("tobias")]);
}, 60_000);
afterAll(async () => world[Symbol.asyncDispose]());
beforeEach(() => {
  world.calls.splice(0);
  world.answer((_call, response) => response.writeHead(200, { "content-type": "application/pdf" }).end("x"));
});

const mebibyte = 1024 * 1024;
const path = "/chat/download/chat/example.org/AbC_1-2";

const cookieOf = (person: TestPerson) => person.jar.header(new URL(world.portal.origin)) ?? "";

/** A download as a browser does it, not yet read. */
const open = async (person: TestPerson) =>
  request(`${world.portal.origin}${path}?name=a.bin`, {
    headers: { cookie: cookieOf(person), accept: "text/html", "sec-fetch-mode": "navigate" },
  });

describe("a file of a room", () => {
  it("is saved under its name and never shown, whatever it is (S33, S43)", async () => {
    const content = `<script>alert("ü")</script>`;
    const more = {
      "content-disposition": "inline",
      "set-cookie": "a=b",
      "x-evil": "1",
      location: "https://evil.example",
    };
    world.answer((_call, response) =>
      response
        .writeHead(200, { "content-type": "text/html", "content-length": Buffer.byteLength(content), ...more })
        .end(content),
    );
    const answer = await ines.get(`${path}?name=${encodeURIComponent(`Größe "50%"; 'x'/..\\.html`)}`);
    expect(answer.status).toBe(200);
    const headers = Object.fromEntries(answer.headers);
    expect(headers).toMatchObject({
      "content-type": "application/octet-stream",
      "content-length": String(Buffer.byteLength(content)),
      "content-disposition": `attachment; filename="Gr__e _50___ 'x'_.._.html"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%2250%25%22%3B%20%27x%27_.._.html`,
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    });
    expect(Object.keys(headers).filter((name) => /evil|set-cookie|location/u.test(name))).toEqual([]);
    expect(await answer.text()).toBe(content);
  });

  it.each([
    ["application/pdf", "application/pdf"],
    ["image/png", "image/png"],
    ["image/svg+xml", "application/octet-stream"],
    ["text/javascript", "application/octet-stream"],
    ["nonsense", "application/octet-stream"],
  ])("of the type %s says %s", async (type, said) => {
    world.answer((_call, response) => response.writeHead(200, { "content-type": type }).end("x"));
    const answer = await ines.get(path);
    expect([answer.headers.get("content-type"), answer.headers.get("content-disposition")]).toEqual([
      said,
      `attachment; filename="download"; filename*=UTF-8''download`,
    ]);
  });

  it("is asked for by the endpoint that wants a token, as the chat's device, with no header of the browser (S14, S58)", async () => {
    await ines.get(path, { range: "bytes=0-1", referer: "https://portal/x", "if-none-match": '"x"' });
    expect(world.calls).toMatchObject([
      {
        path: "/_matrix/client/v1/media/download/example.org/AbC_1-2",
        query: { timeout_ms: "5000" },
        by: { user: "@ines:localhost", device: expect.stringMatching(/^PFORTE-PAGE-/u) },
      },
    ]);
    expect(Object.keys(world.calls[0]?.headers ?? {}).toSorted()).toEqual([
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
        ? response.writeHead(200).end("geheim")
        : sendJson(response, 403, { errcode: "M_FORBIDDEN" }),
    );
    const stranger = await world.portal.nobody.get(path);
    expect([stranger.status, stranger.headers.get("location")?.startsWith("/auth/login")]).toEqual([303, true]);
    expect((await world.portal.nobody.send("GET", path)).status).toBe(401);
    expect(world.calls).toEqual([]);
    expect(await (await ines.get(path)).text()).toBe("geheim");
    const other = await tobias.get(path);
    expect([other.status, (await other.text()).includes("geheim")]).toEqual([403, false]);
  });

  it.each([302, 307, 308])("is not fetched from where a %i leads (S56)", async (status) => {
    world.answer((_call, response) => response.writeHead(status, { location: "https://cdn.example/x" }).end());
    const answer = await ines.get(path);
    expect([answer.status, answer.headers.get("location"), world.calls.length]).toEqual([503, null, 1]);
  });

  it("of 60 MB passes through without growing, as fast as its reader takes it", { timeout: 30_000 }, async () => {
    const length = 60 * mebibyte;
    world.answer((_call, response) => {
      response.writeHead(200, { "content-length": String(length) });
      void pipeline(Readable.from(madeBytes(length), { objectMode: false }), response).catch(() => undefined);
    });
    const { statusCode, body } = await open(ines);
    expect(statusCode).toBe(200);
    const growth = memoryGrowth();
    let received = 0;
    for await (const piece of body) {
      received += (piece as Buffer).length;
      growth.look(received);
    }
    expect(received).toBe(length);
    expect(growth.most()).toBeLessThan(32 * mebibyte);
  });

  it("waits for its reader instead of reading ahead, and ends when nothing is taken for long (S38)", async () => {
    let given = 0;
    const closed = Promise.withResolvers<void>();
    world.answer((_call, response) => {
      response.writeHead(200).once("close", closed.resolve);
      void pipeline(async function* () {
        for await (const piece of madeBytes(400 * mebibyte)) {
          given += piece.length;
          yield piece;
        }
      }, response).catch(() => undefined);
    });
    const { body } = await open(ines);
    body.on("error", () => undefined);
    await closed.promise;
    expect(given).toBeLessThan(60 * mebibyte);
    body.destroy();
  });

  it("ends within moments of its session's end, and others go on (S26)", async () => {
    world.answer((_call, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(Buffer.alloc(64 * 1024)), 20);
      response.once("close", () => clearInterval(timer));
    });
    const leaving = await world.portal.as("ines");
    const [mine, other] = await Promise.all([open(leaving), open(tobias)]);
    const ended = mine.body.arrayBuffer().then(
      () => "whole",
      () => "broken",
    );
    other.body.on("error", () => undefined).resume();
    await leaving.send("POST", "/auth/logout", {
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "text/html" },
    });
    expect(await ended).toBe("broken");
    expect(other.body.destroyed).toBe(false);
    other.body.destroy();
  });

  it.each([
    ["encodes it", { "content-encoding": "gzip" }, 503],
    ["floods it with headers", Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`x-${at}`, "1"])), 503],
    ["says that it is endless", { "content-length": "99999999999999" }, 503],
  ])("is none where the homeserver %s (S57)", async (_how, headers, status) => {
    world.answer((_call, response) => response.writeHead(200, headers).write("x"));
    expect((await ines.get(path)).status).toBe(status);
  });

  it("that is not given in time is told so, and costs nobody the files that are (S38, S57)", async () => {
    await using slow = await startMediaPortal({
      overrides: { pace: { limits: { totalMilliseconds: 100, breakerCalls: 4 } } },
    });
    slow.answer((call, response) => {
      if (!call.path.includes("/far.example/")) response.writeHead(200).end("x");
    });
    const person = await slow.portal.as("ines");
    const far = Array.from({ length: 6 }, async () => person.get("/chat/download/chat/far.example/a"));
    expect((await Promise.all(far)).map((answer) => answer.status)).toEqual(Array(6).fill(504));
    expect((await person.get(path)).status).toBe(200);
  });

  it("is broken off, never whole, when the homeserver dies in the middle (F3)", async () => {
    world.answer((_call, response) => {
      response.writeHead(200, { "content-length": String(10 * mebibyte) }).write(Buffer.alloc(mebibyte));
      setTimeout(() => response.destroy(), 50);
    });
    const { body } = await open(ines);
    await expect(body.arrayBuffer()).rejects.toThrow(/terminated|aborted|closed|other side/u);
    expect((await ines.send("GET", "/api/session")).status).toBe(200);
  });
});

describe("names of content", () => {
  it("reach the homeserver as exactly two segments of one path, or not at all (S53)", { timeout: 60_000 }, async () => {
    const text = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.constantFrom("..", ".", "%2e%2e", "..%2f", "%2f", "%5c", "%00", "a%0d%0ab", "[::1]:8448", "example.org:8448"),
      { arbitrary: fc.stringMatching(/^[a-z0-9]{1,20}$/u), weight: 4 },
      fc.stringMatching(/^[a-z0-9.:_-]{1,30}$/u),
      fc
        .array(fc.constantFrom("a", ".", "/", "\\", "%", "2", "f", "e", "?", "#", "@", ":", "[", "]", ";", " "), {
          maxLength: 12,
        })
        .map((each) => each.join("")),
    );
    const target = fc.tuple(fc.constantFrom("thumbnail", "download"), text, text, fc.boolean());
    const { port, host } = new URL(world.portal.origin);
    const cookie = cookieOf(ines);
    let reached = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(target, { minLength: 10, maxLength: 10 }), async (targets) => {
        world.calls.splice(0);
        await Promise.all(
          targets.map(async ([kind, server, media, isEncoded]) => {
            const [one, two] = isEncoded
              ? [server, media].map((each) => encodeURIComponent(each.toWellFormed()))
              : [server, media].map((each) => each.replaceAll(/[^\x21-\x7e]/gu, ""));
            const lines = [`GET /chat/${kind}/chat/${one}/${two} HTTP/1.1`, `Host: ${host}`, `Cookie: ${cookie}`];
            await rawRequest(Number(port), lines);
          }),
        );
        for (const call of world.calls) {
          reached += 1;
          expect(call.path).toMatch(
            /^\/_matrix\/client\/v1\/media\/(?:thumbnail|download)\/(?!\.)[A-Za-z0-9.%-]{1,300}\/[A-Za-z0-9_-]{1,200}$/u,
          );
          expect(call.path).not.toMatch(/%(?:2f|2e|5c|00|25)/iu);
          expect(
            Object.keys(call.query).every((name) => /^(?:width|height|method|animated|timeout_ms)$/u.test(name)),
          ).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
    expect(reached).toBeGreaterThan(20);
  });

  it.each([
    "/chat/download/chat/example.org/",
    "/chat/download/chat/example.org/a.b",
    "/chat/download/chat/example.org/a%2fb",
    "/chat/download/chat/..%2f..%2fx/a",
    "/chat/download/chat/%2e%2e/a",
    "/chat/download/chat/example.org%3f/a",
    "/chat/download/chat/exa_mple.org/a",
    "/chat/download/chat/[::1/a",
    "/chat/download/chat/example.org:/a",
    "/chat/download/chat/example.org/a?name=b&as=c",
    "/chat/download/chat/example.org/a?allow_remote=true",
    "/chat/download/none/example.org/a",
    "/chat/download/CHAT/example.org/a",
    "/chat/thumbnail/chat/example.org/a?size=huge",
    "/chat/thumbnail/chat/example.org/a?width=9999",
    `/chat/download/chat/example.org/${"a".repeat(201)}`,
    `/chat/download/chat/${"a".repeat(201)}/a`,
  ])("as in %s are none", async (target) => {
    const { port, host } = new URL(world.portal.origin);
    const dest = target.startsWith("/chat/thumbnail") ? "image" : "document";
    const metadata = [`Sec-Fetch-Site: same-origin`, `Sec-Fetch-Mode: navigate`, `Sec-Fetch-Dest: ${dest}`];
    const lines = [`GET ${target} HTTP/1.1`, `Host: ${host}`, `Cookie: ${cookieOf(ines)}`, ...metadata];
    const { status } = await rawRequest(Number(port), lines);
    expect([[400, 404, 414].includes(status), world.calls]).toEqual([true, []]);
  });

  it.each(["[2001:db8::1]:8448", "chat.example.org:8448", "localhost", "10.0.0.1"])(
    "may be of the server %s",
    async (server) => {
      await ines.get(`/chat/download/chat/${encodeURIComponent(server)}/a`);
      expect(decodeURIComponent(world.calls[0]?.path ?? "")).toBe(`/_matrix/client/v1/media/download/${server}/a`);
    },
  );
});
