import type { ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { madeBytes, memoryGrowth } from "../../test/files-portal.ts";
import {
  sendFile,
  sendJson,
  startMediaPortal,
  textOf,
  type MediaCall,
  type MediaPortal,
} from "../../test/media-portal.ts";
import type { TestPerson } from "../../test/person.ts";

const mebibyte = 1024 * 1024;
const uri = "mxc://localhost/AbCdEfGhIjKlMnOpQrStUvWx";

const stored = async ({ body }: MediaCall, response: ServerResponse) => {
  await textOf(body);
  sendJson(response, 200, { content_uri: uri });
};

let world: MediaPortal;
let ines: TestPerson;

beforeAll(async () => {
  const limits = { streamIdleMilliseconds: 1000, storedMilliseconds: 1000, breakerCalls: 100 };
  world = await startMediaPortal({ overrides: { pace: { limits } } });
  world.config((_call, response) => sendJson(response, 200, { "m.upload.size": 64 * mebibyte }));
  ines = await world.portal.as("ines");
}, 60_000);
afterAll(async () => world[Symbol.asyncDispose]());

beforeEach(() => {
  world.calls.splice(0);
  world.answer(stored);
});

const uploads = () => world.calls.filter(({ method }) => method === "POST");

describe("a file for a room", () => {
  it("is stored under its name and type by the person's own token, of the chat's device (S14, S58)", async () => {
    let content = "";
    world.answer(async ({ body }, response) => {
      content = await textOf(body);
      sendJson(response, 200, { content_uri: uri }, { "set-cookie": "a=b" });
    });
    const query = `name=${encodeURIComponent("../Vermerk 1 ü.pdf")}&type=application/pdf`;
    const answer = await sendFile(world, ines, Buffer.from("abc"), { query, headers: { "x-forwarded-for": "1" } });
    expect([answer, content]).toEqual([{ status: 200, body: { uri } }, "abc"]);
    const [call] = uploads();
    expect(call).toMatchObject({
      path: "/_matrix/media/v3/upload",
      query: { filename: ".._Vermerk 1 ü.pdf" },
      by: { user: "@ines:localhost", device: expect.stringMatching(/^PFORTE-PAGE-/u) },
    });
    expect(call?.headers).toMatchObject({ "content-length": "3", "content-type": "application/pdf" });
    expect(Object.keys(call?.headers ?? {}).toSorted()).toEqual([
      "accept",
      "accept-encoding",
      "authorization",
      "connection",
      "content-length",
      "content-type",
      "host",
      "user-agent",
    ]);
  });

  it.each([
    ["image/png", "image/png"],
    ["image/svg%2Bxml", "application/octet-stream"],
    ["text/html", "application/octet-stream"],
    ["text/html%3B charset=utf-8", "application/octet-stream"],
    ["application/pdf%C2%85X-Evil: 1", "application/octet-stream"],
    ["", "application/octet-stream"],
    ["x".repeat(200), "application/octet-stream"],
  ])("that is said to be %s is stored as %s", async (type, stored) => {
    expect((await sendFile(world, ines, Buffer.from("abc"), { query: `name=a&type=${type}` })).status).toBe(200);
    expect(uploads()[0]?.headers["content-type"]).toBe(stored);
  });

  it("of 60 MB passes through, whole and without growing", { timeout: 30_000 }, async () => {
    const length = 60 * mebibyte;
    let received = 0;
    const growth = memoryGrowth();
    world.answer(async ({ body }, response) => {
      for await (const piece of body) {
        received += (piece as Buffer).length;
        growth.look(received);
      }
      sendJson(response, 200, { content_uri: uri });
    });
    expect(await sendFile(world, ines, madeBytes(length), { length })).toMatchObject({ status: 200 });
    expect(received).toBe(length);
    expect(growth.most()).toBeLessThan(32 * mebibyte);
  });

  it.each([
    [413, "M_TOO_LARGE", 413, "body_too_large"],
    [403, "M_FORBIDDEN", 403, "forbidden"],
    [507, "M_UNKNOWN", 409, "conflict"],
    [500, "M_UNKNOWN", 503, "source_unavailable"],
    [302, "M_UNKNOWN", 503, "source_unavailable"],
  ])("that the homeserver refuses with %i %s says so (S56)", async (status, errcode, answered, code) => {
    world.answer(({ body }, response) => {
      body.resume();
      sendJson(response, status, { errcode }, { location: "https://cdn.example/" });
    });
    expect(await sendFile(world, ines, Buffer.from("abc"))).toMatchObject({ status: answered, body: { code } });
  });

  it("that the homeserver takes too many of waits as long as it says, and those of others do not", async () => {
    const tobias = await world.portal.as("tobias");
    world.answer(({ body, by }, response) => {
      body.resume();
      if (by?.user === "@ines:localhost") return sendJson(response, 200, { content_uri: uri });
      return sendJson(response, 429, { errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 2500 });
    });
    expect(await sendFile(world, tobias, Buffer.from("abc"))).toMatchObject({
      status: 503,
      body: { code: "source_unavailable", source: "chat", retryAfterSeconds: 3 },
    });
    expect((await sendFile(world, ines, Buffer.from("abc"))).status).toBe(200);
  });

  it.each([
    ["no address", {}],
    ["an address elsewhere", { content_uri: "https://evil.example/x" }],
    ["an address with a path", { content_uri: "mxc://localhost/a/../b" }],
    ["a number", { content_uri: 7 }],
  ])("that is answered with %s has not arrived (S57)", async (_what, body) => {
    world.answer(({ body: bytes }, response) => {
      bytes.resume();
      sendJson(response, 200, body);
    });
    expect(await sendFile(world, ines, Buffer.from("abc"))).toMatchObject({ status: 503 });
  });

  it.each([
    ["name=", 400],
    ["", 400],
    ["type=image/png", 400],
    [`name=${"x".repeat(256)}`, 400],
    [`name=a&type=${"x".repeat(201)}`, 400],
    ["name=a&room=b", 400],
    ["name=a&name=b", 400],
  ])("with the query %j is refused with %i", async (query, status) => {
    expect((await sendFile(world, ines, Buffer.from("abc"), { query })).status).toBe(status);
    expect(world.calls).toEqual([]);
  });

  it.each([
    [{ "content-type": "application/json" }, 415],
    [{ "content-type": "multipart/form-data; boundary=x" }, 415],
    [{ [portalHeader.name]: "" }, 403],
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ origin: "https://evil.example" }, 403],
    [{ cookie: "" }, 401],
  ])("with %j is refused with %i, and nothing goes to the homeserver (S28–S31)", async (headers, status) => {
    expect((await sendFile(world, ines, Buffer.from("abc"), { headers })).status).toBe(status);
    expect(world.calls).toEqual([]);
  });

  it("needs a length and a source that is there", async () => {
    expect((await sendFile(world, ines, Buffer.alloc(0))).status).toBe(400);
    const empty = await ines.send("POST", "/api/chat/uploads/none?name=a", {
      headers: { "content-type": "application/octet-stream" },
      body: "abc",
    });
    expect([empty.status, world.calls.length]).toEqual([404, 0]);
  });

  it("ends at the homeserver when its sender leaves", async () => {
    const length = 60 * mebibyte;
    const ended = Promise.withResolvers<boolean>();
    const stop = new AbortController();
    world.answer(({ body }) => {
      body.once("data", () => stop.abort());
      body.on("error", () => undefined).once("close", () => ended.resolve(body.complete));
    });
    await expect(sendFile(world, ines, madeBytes(length), { length, signal: stop.signal })).rejects.toThrow(/abort/u);
    expect(await ended.promise).toBe(false);
  });

  it("ends with the session of its sender, at both ends (S26)", async () => {
    const length = 60 * mebibyte;
    const [began, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<boolean>()];
    world.answer(({ body }) => {
      body.once("data", () => began.resolve());
      body.on("error", () => undefined).once("close", () => ended.resolve(body.complete));
      body.on("data", () => {
        body.pause();
        setTimeout(() => body.resume(), 20);
      });
    });
    const leaving = await world.portal.as("ines");
    const sending = sendFile(world, leaving, madeBytes(length), { length }).then(
      ({ status }) => status,
      () => 0,
    );
    await began.promise;
    await leaving.send("POST", "/auth/logout", {
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "text/html" },
    });
    expect(await ended.promise).toBe(false);
    expect([0, 401]).toContain(await sending);
    expect(world.portal.logLines.join("")).not.toContain("unexpectedly");
  });

  it("ends when the homeserver takes nothing any more, and everything else goes on (S38)", async () => {
    const length = 60 * mebibyte;
    world.answer(({ body }) => body.pause());
    const { status } = await sendFile(world, ines, madeBytes(length), { length }).catch(() => ({ status: 0 }));
    expect([0, 503]).toContain(status);
    expect((await ines.send("GET", "/api/session")).status).toBe(200);
    expect(world.portal.logLines.join("")).not.toContain("unexpectedly");
  });
});

describe("the size of a file", () => {
  let passed = 0;
  let asked = 0;
  let small: MediaPortal;
  let tobias: TestPerson;

  beforeEach(async () => {
    passed = 0;
    asked = 0;
    small = await startMediaPortal({ overrides: { now: () => new Date(Date.now() + passed) } });
    small.answer(stored);
    tobias = await small.portal.as("tobias");
  });
  afterEach(async () => small[Symbol.asyncDispose]());

  const limit = (status: number, config: unknown) =>
    small.config((_call, response) => {
      asked += 1;
      sendJson(response, status, config);
    });
  const send = async (length: number) =>
    // Whoever is refused may be cut off while they send.
    sendFile(small, tobias, madeBytes(length), { length }).catch(() => ({ status: 413, body: null }));
  const arrived = () =>
    small.calls.filter(({ method }) => method === "POST").map(({ headers }) => headers["content-length"]);

  it("is held against what the homeserver takes before a byte goes on, which is asked for now and then (S38)", async () => {
    limit(200, { "m.upload.size": 10 });
    expect(await sendFile(small, tobias, Buffer.alloc(11))).toMatchObject({
      status: 413,
      body: { code: "body_too_large" },
    });
    expect((await send(600 * mebibyte)).status).toBe(413);
    expect((await send(10)).status).toBe(200);
    expect([arrived(), asked]).toEqual([["10"], 1]);
    limit(200, { "m.upload.size": 12 });
    passed = 5 * 60_000;
    expect([(await send(11)).status, asked]).toEqual([200, 2]);
  });

  it.each([
    ["says nothing of it", 200, {}],
    ["does not know the question", 404, { errcode: "M_UNRECOGNIZED" }],
  ])("is held against a limit of ours where the homeserver %s", async (_how, status, config) => {
    limit(status, config);
    expect([(await send(51 * mebibyte)).status, arrived()]).toEqual([413, []]);
    expect((await send(3)).status).toBe(200);
  });

  it.each([
    [500, { errcode: "M_UNKNOWN" }],
    [200, { "m.upload.size": -1 }],
    [200, { "m.upload.size": "much" }],
    [307, {}],
  ])("is not guessed where the homeserver answers %i %j: nothing goes on (S56, S57)", async (status, config) => {
    limit(status, config);
    expect([(await send(3)).status, arrived()]).toEqual([503, []]);
  });
});
