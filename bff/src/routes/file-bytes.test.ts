import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { request } from "undici";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { answerBytesOf, madeBytes, memoryGrowth, startFilesPortal, type FilesPortal } from "../../test/files-portal.ts";
import type { TestPerson } from "../../test/person.ts";

let world: FilesPortal;
let ines: TestPerson;
let katharina: TestPerson;

beforeAll(async () => {
  world = await startFilesPortal({ overrides: { pace: { limits: { streamIdleMilliseconds: 1000 } } } });
  [ines, katharina] = await Promise.all([world.portal.as("ines"), world.portal.as("katharina")]);
}, 60_000);
afterAll(async () => world[Symbol.asyncDispose]());
afterEach(() => world.tool.levers.intercept(null));

const mebibyte = 1024 * 1024;
const answerBytes = (answer: Parameters<typeof answerBytesOf>[1]) => answerBytesOf(world, answer);

/** A download as a browser does it, not yet read. */
const open = async (person: TestPerson, id: number) =>
  request(`${world.portal.origin}/files/download/files/${id}`, {
    headers: {
      cookie: person.jar.header(new URL(world.portal.origin)) ?? "",
      accept: "text/html",
      "sec-fetch-mode": "navigate",
    },
  });

describe("a download", () => {
  it("is the file, to be saved under its name, and nothing that a browser would run (S33)", async () => {
    const content = `<script>alert("ü")</script>`;
    const file = world.tool.world.put("ines", `Größe "50%"; 'x'.html`, content);
    const answer = await ines.get(`/files/download/files/${file.id}`);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/octet-stream",
      "content-length": String(Buffer.byteLength(content)),
      "content-disposition": `attachment; filename="Gr__e _50___ 'x'.html"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%2250%25%22%3B%20%27x%27.html`,
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
      vary: "Cookie",
    });
    expect(await answer.text()).toBe(content);
  });

  it.each([
    ["a.odt", "application/vnd.oasis.opendocument.text"],
    ["a.pdf", "application/pdf"],
    ["a.png", "image/png"],
    ["a.svg", "application/octet-stream"],
    ["a.html", "application/octet-stream"],
    ["a.txt", "application/octet-stream"],
    ["a", "application/octet-stream"],
  ])("of %s says the type %s", async (name, type) => {
    const file = world.tool.world.put("ines", name, "x");
    expect((await ines.get(`/files/download/files/${file.id}`)).headers.get("content-type")).toBe(type);
  });

  it("is nobody's without a session, and nobody else's with one (S14)", async () => {
    const file = world.tool.world.put("ines", "geheim.pdf", "geheim");
    const path = `/files/download/files/${file.id}`;
    const stranger = await world.portal.nobody.get(path);
    expect([stranger.status, stranger.headers.get("location")?.startsWith("/auth/login")]).toEqual([303, true]);
    expect((await world.portal.nobody.send("GET", path)).status).toBe(401);
    world.tool.forget();
    const other = await katharina.get(path);
    expect([other.status, (await other.text()).includes("geheim.pdf")]).toEqual([404, false]);
    expect(world.tool.replies.every(({ call }) => !call.path.includes("/ines/"))).toBe(true);
  });

  it.each([
    "/files/download/files/0",
    "/files/download/files/x",
    "/files/download/files/..%2f1",
    "/files/download/files/%00",
    "/files/download/none/1",
    "/files/download/files/99999999",
    `/files/download/files/${"9".repeat(199)}`,
  ])("of %s does not exist", async (path) => {
    expect([400, 404]).toContain((await ines.get(path)).status);
  });

  it("sends nothing of the browser's request on, and nothing of the tool's answer back (S58)", async () => {
    const file = world.tool.world.put("ines", "kopf.txt", "x");
    let seen: Readonly<Record<string, unknown>> = {};
    world.tool.levers.intercept((call, response) => {
      if (!call.path.endsWith("/kopf.txt")) return false;
      seen = call.headers;
      const headers = {
        "content-type": "text/plain",
        "set-cookie": "nc_session=1",
        "content-security-policy": "script-src *",
        "content-disposition": 'inline; filename="evil.html"',
        "x-evil": "1",
        etag: '"e"',
        location: "https://evil.example/",
        "access-control-allow-origin": "*",
      };
      response.writeHead(200, headers).end("x");
      return true;
    });
    const answer = await ines.get(`/files/download/files/${file.id}`, {
      "accept-language": "fr",
      range: "bytes=0-1",
      "x-forwarded-for": "6.6.6.6",
      referer: "https://portal.example/geheim",
      "if-none-match": '"x"',
    });
    expect(await answer.text()).toBe("x");
    expect(
      [...answer.headers.keys()].filter((name) => /evil|set-cookie|location|access-control|etag/u.test(name)),
    ).toEqual([]);
    expect(Object.keys(seen).toSorted()).toEqual([
      "accept",
      "accept-encoding",
      "accept-language",
      "authorization",
      "connection",
      "host",
      "ocs-apirequest",
      "user-agent",
    ]);
    expect(seen).toMatchObject({ "accept-language": "de", "accept-encoding": "identity", "user-agent": "pforte" });
  });

  it("follows no redirect of the tool (S56)", async () => {
    const file = world.tool.world.put("ines", "weiter.txt", "x");
    answerBytes((response) => response.writeHead(302, { location: "https://evil.example/" }).end());
    const answer = await ines.get(`/files/download/files/${file.id}`);
    expect([answer.status, answer.headers.get("location")]).toEqual([503, null]);
  });

  it("of 60 MB passes through without growing, as fast as its reader takes it", { timeout: 30_000 }, async () => {
    const file = world.tool.world.put("ines", "groß.bin", "x");
    const length = 60 * mebibyte;
    answerBytes((response) => {
      response.writeHead(200, { "content-length": String(length) });
      void pipeline(Readable.from(madeBytes(length), { objectMode: false }), response).catch(() => undefined);
    });
    const { statusCode, body } = await open(ines, file.id);
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
    const file = world.tool.world.put("ines", "langsam.bin", "x");
    let given = 0;
    const closed = Promise.withResolvers<void>();
    answerBytes((response) => {
      response.writeHead(200).once("close", closed.resolve);
      void pipeline(async function* () {
        for await (const piece of madeBytes(400 * mebibyte)) {
          given += piece.length;
          yield piece;
        }
      }, response).catch(() => undefined);
    });
    const { body } = await open(ines, file.id);
    body.on("error", () => undefined);
    await closed.promise;
    expect(given).toBeLessThan(60 * mebibyte);
    body.destroy();
  });

  it("ends at the tool when its reader leaves", async () => {
    const file = world.tool.world.put("ines", "weg.bin", "x");
    const closed = Promise.withResolvers<void>();
    answerBytes((response) => {
      response.writeHead(200).once("close", closed.resolve);
      void pipeline(Readable.from(madeBytes(400 * mebibyte)), response).catch(() => undefined);
    });
    const { body } = await open(ines, file.id);
    body.on("error", () => undefined);
    await body[Symbol.asyncIterator]().next();
    body.destroy();
    await closed.promise;
    expect(world.portal.logLines.join("")).not.toContain("unexpectedly");
  });

  it("ends within two seconds of its session's end, and others go on (S26)", async () => {
    const file = world.tool.world.put("ines", "lang.bin", "x");
    answerBytes((response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(Buffer.alloc(64 * 1024)), 20);
      response.once("close", () => clearInterval(timer));
    });
    const leaving = await world.portal.as("ines");
    const [mine, other] = await Promise.all([open(leaving, file.id), open(ines, file.id)]);
    const ended = mine.body.arrayBuffer().then(
      () => "whole",
      () => "broken",
    );
    other.body.on("error", () => undefined).resume();
    await leaving.send("POST", "/auth/logout", {
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "text/html" },
    });
    const started = performance.now();
    expect(await ended).toBe("broken");
    expect(performance.now() - started).toBeLessThan(2000);
    expect(other.body.destroyed).toBe(false);
    other.body.destroy();
  });

  it.each([
    ["knows the length", { "content-length": String(10 * mebibyte) }],
    ["does not", {}],
  ])("is broken off, never whole, when the tool dies in the middle and %s (F3)", async (_how, headers) => {
    const file = world.tool.world.put("ines", "halb.bin", "x");
    answerBytes((response) => {
      response.writeHead(200, headers).write(Buffer.alloc(mebibyte));
      setTimeout(() => response.destroy(), 50);
    });
    const { body } = await open(ines, file.id);
    await expect(body.arrayBuffer()).rejects.toThrow(/terminated|aborted|closed|other side/u);
    expect((await ines.send("GET", "/api/session")).status).toBe(200);
  });

  it("is broken off when the tool falls silent", async () => {
    const file = world.tool.world.put("ines", "stumm.bin", "x");
    answerBytes((response) => response.writeHead(200, { "content-length": "1000" }).write("x"));
    const { body } = await open(ines, file.id);
    await expect(body.arrayBuffer()).rejects.toThrow(/terminated|aborted|closed|other side/u);
  });

  it("that Nextcloud cannot give says so on a page", async () => {
    const file = world.tool.world.put("ines", "kaputt.bin", "x");
    world.tool.levers.break("http500");
    const answer = await ines.get(`/files/download/files/${file.id}`);
    world.tool.levers.break("ok");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([503, "text/html; charset=utf-8"]);
  });
});
