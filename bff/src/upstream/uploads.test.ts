import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { startOddServer } from "../../test/odd-server.ts";
import { failureOf, json, type OddListener, replySchema, withServer } from "../../test/odd-source.ts";
import { path } from "#connectors/kit/upstream-path.ts";

async function* given(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}

const quick = { streamIdleMilliseconds: 300, storedMilliseconds: 500 };

describe("bytes to a tool", () => {
  const storing = (seen: { body: string; headers: unknown }[]): OddListener => {
    return async (request, response) => {
      let body = "";
      for await (const piece of request) body += String(piece);
      seen.push({ body, headers: request.headers });
      response.writeHead(201, { etag: '"new"' }).end();
    };
  };

  test("are sent as they come, with exactly the headers that were made for it", async () => {
    const seen: { body: string; headers: unknown }[] = [];
    await using world = await withServer(storing(seen), { credential: { bearer: async () => "the-token" } });
    const bytes = { stream: given("abc", "def"), length: 6 };
    const reply = await world.http.upload(path`/x`, bytes, {
      headers: { "x-oc-mtime": "1", "if-none-match": "*", destination: { to: path`/y` } },
    });
    expect(reply).toEqual({ status: 201, etag: '"new"', value: null });
    expect(seen).toEqual([
      {
        body: "abcdef",
        headers: {
          accept: "*/*",
          "accept-encoding": "gzip",
          authorization: "Bearer the-token",
          connection: "keep-alive",
          "content-length": "6",
          "content-type": "application/octet-stream",
          destination: `${world.server.address}/y`,
          host: `localhost:${world.server.port}`,
          "if-none-match": "*",
          "user-agent": "pforte",
          "x-oc-mtime": "1",
        },
      },
    ]);
  });

  test("may be answered with JSON, and say of what type they are", async () => {
    const seen: unknown[] = [];
    await using world = await withServer((request, response) => {
      seen.push([request.method, request.headers["content-type"], request.headers.accept]);
      request.resume();
      json('{"ok":true}')(request, response);
    });
    const send = async (type?: string) =>
      world.http.uploadFor(
        path`/x`,
        replySchema,
        { stream: given("abc"), length: 3, ...(type !== undefined && { type }) },
        { method: "POST" },
      );
    expect([await send("image/png"), await send()]).toEqual([{ ok: true }, { ok: true }]);
    expect(seen).toEqual([
      ["POST", "image/png", "application/json"],
      ["POST", "application/octet-stream", "application/json"],
    ]);
    for (const type of ["", "image", "image/png\r\nx-evil: 1", "image/png; charset=x", "IMAGE/PNG"])
      await expect(send(type)).rejects.toThrow(TypeError);
    expect(seen).toHaveLength(2);
  });

  test.each([
    ["a page", "text/html", "<p>ok</p>"],
    ["text", "text/plain", '{"ok":true}'],
    ["another form", "application/json", '{"ok":1}'],
    ["nothing", "application/json", ""],
    ["half of it", "application/json", '{"ok":tr'],
  ])("that are answered with %s have not arrived", async (_what, type, body) => {
    await using world = await withServer((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": type }).end(body);
    });
    const failure = failureOf(world.http.uploadFor(path`/x`, replySchema, { stream: given("abc"), length: 3 }));
    expect((await failure).reason).toBe("bad_response");
  });

  test("flow no faster than the tool takes them", async () => {
    let taken = 0;
    async function* many(): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < 1600; index += 1) {
        taken += 64 * 1024;
        yield Buffer.alloc(64 * 1024);
      }
    }
    await using world = await withServer(() => undefined, { limits: quick });
    const failure = failureOf(world.http.upload(path`/x`, { stream: many(), length: 1600 * 64 * 1024 }));
    expect((await failure).reason).toBe("timeout");
    expect(taken).toBeLessThan(30 * 1024 * 1024);
  });

  test("are never sent twice, not even after a cut", async () => {
    let calls = 0;
    await using world = await withServer((request) => {
      calls += 1;
      request.socket.destroy();
    });
    expect((await failureOf(world.http.upload(path`/x`, { stream: given("abc"), length: 3 }))).reason).toBe(
      "unavailable",
    );
    expect(calls).toBe(1);
  });

  test.each([
    ["507", 507, "conflict"],
    ["412", 412, "conflict"],
    ["423", 423, "conflict"],
    ["403", 403, "forbidden"],
    ["500", 500, "unavailable"],
    ["302", 302, "bad_response"],
  ])("that the tool does not want fail with its reason: %s", async (_name, status, reason) => {
    await using world = await withServer((request, response) => {
      request.resume();
      response.writeHead(status, { location: "http://localhost:1/" }).end();
    });
    const failure = await failureOf(world.http.upload(path`/x`, { stream: given("abc"), length: 3 }));
    expect(failure).toMatchObject({ reason, status });
  });

  test("that stop coming end the upload", async () => {
    async function* stuck(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("abc");
      await sleep(1000);
    }
    await using world = await withServer((request) => void request.resume(), { limits: quick });
    expect((await failureOf(world.http.upload(path`/x`, { stream: stuck(), length: 6 }))).reason).toBe("timeout");
  });

  test("that break off where they come from are that side's failure, and none of the tool", async () => {
    const gone = new Error("the browser went");
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("abc");
      throw gone;
    }
    await using world = await withServer((request, response) => {
      request.on("error", () => undefined).resume();
      if (request.method === "GET") json('{"ok":true}')(request, response);
    });
    for (let index = 0; index < 25; index += 1) {
      await expect(world.http.upload(path`/x`, { stream: broken(), length: 6 })).rejects.toBe(gone);
    }
    expect(await world.ask()).toEqual({ ok: true });
    for (const length of [2, 4]) {
      await expect(world.http.upload(path`/x`, { stream: given("abc"), length })).rejects.toThrow(RangeError);
    }
  });

  test("leave a fresh token for the next try when the tool refuses the first", async () => {
    const seen: (string | undefined)[] = [];
    let current = "first";
    const bearer = async (refused: string | null) => (refused === null ? current : (current = "second"));
    await using world = await withServer(
      (request, response) => {
        seen.push(request.headers.authorization);
        request.resume();
        response.writeHead(request.headers.authorization === "Bearer second" ? 201 : 401).end();
      },
      { credential: { bearer } },
    );
    const upload = async () => world.http.upload(path`/x`, { stream: given("abc"), length: 3 });
    expect(await failureOf(upload())).toMatchObject({ reason: "unavailable", code: "token_replaced" });
    expect(await upload()).toMatchObject({ status: 201 });
    expect(seen).toEqual(["Bearer first", "Bearer second"]);
  });
});

describe("streams of both directions", () => {
  test("follow no redirect to another place", async () => {
    let foreign = 0;
    await using other = await startOddServer((_request, response) => {
      foreign += 1;
      response.end("x");
    });
    await using world = await withServer(
      (request, response) => {
        request.resume();
        response.writeHead(307, { location: other.address }).end();
      },
      { credential: { bearer: async () => "the-token" } },
    );
    await failureOf(world.http.download(path`/x`));
    await failureOf(world.http.upload(path`/x`, { stream: given("abc"), length: 3 }));
    await failureOf(world.http.send(path`/x`, { method: "MOVE", headers: { destination: { to: path`/y` } } }));
    await failureOf(world.http.json(path`/x`, replySchema));
    expect(foreign).toBe(0);
  });
});
