import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:net";
import { beginUpload, uploadPartPath } from "@pforte/shared/contract/files";
import { sourceSchema } from "@pforte/shared/contract/portal-configuration";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { madeBytes, memoryGrowth, sendPart } from "../../test/files-portal.ts";
import { startOddServer, type OddServer } from "../../test/odd-server.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

const mebibyte = 1024 * 1024;

/** A tool that knows a folder and no file, and takes bytes as a test wants. */
let tool: OddServer;
let take: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined;
let portal: TestPortal;
let ines: TestPerson;

const folder = `<?xml version="1.0"?><d:multistatus xmlns:d="DAV:"><d:response><d:href>/remote.php/dav/files/ines/</d:href>
<d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status>
</d:propstat></d:response></d:multistatus>`;

beforeAll(async () => {
  tool = await startOddServer((request, response) => {
    if (request.method === "PUT") return take(request, response);
    request.resume();
    const isFolder = /\/files\/ines\/?$/u.test(request.url ?? "");
    response.writeHead(isFolder ? 207 : 404, { "content-type": "application/xml" });
    return response.end(isFolder ? folder : "<x/>");
  });
  const source = sourceSchema.parse({
    key: "files",
    kind: "nextcloud",
    name: { de: "Dateien" },
    address: tool.address,
    audience: "opendesk-nextcloud",
    scope: "portal-aud-nextcloud",
    settings: { partBytes: 64 * mebibyte },
  });
  portal = await buildTestPortal({
    sources: [source],
    overrides: { pace: { limits: { streamIdleMilliseconds: 1000, storedMilliseconds: 1000, breakerCalls: 100 } } },
  });
  ines = await portal.as("ines");
}, 60_000);
afterAll(async () => {
  await portal[Symbol.asyncDispose]();
  await tool[Symbol.asyncDispose]();
});

async function begun(size: number): Promise<string> {
  const body = { source: "files", folder: "", name: "a.bin", size, changedAt: null, ifExists: "ask" as const };
  const answer = await ines.call(beginUpload, { body });
  if (answer.state !== "ready") throw new Error(answer.state);
  return answer.upload;
}

const send = async (upload: string, length: number, body: Buffer | AsyncIterable<Uint8Array>, signal?: AbortSignal) =>
  sendPart({ portal }, ines, { upload, length, ...(signal !== undefined && { signal }) }, body);

describe("a part of an upload", () => {
  afterEach(() => {
    // Nothing that is done to a stream is a bug of ours.
    if (portal.logLines.join("").includes("unexpectedly")) throw new Error("A request failed unexpectedly.");
  });

  it.each([1000, 60 * mebibyte])(
    "of %i bytes passes through, whole and without growing",
    { timeout: 30_000 },
    async (length) => {
      let received = 0;
      const growth = memoryGrowth();
      take = async (request, response) => {
        for await (const piece of request) {
          received += (piece as Buffer).length;
          growth.look(received);
        }
        response.writeHead(201).end();
      };
      expect(await send(await begun(length), length, madeBytes(length))).toEqual({ status: 204, body: null });
      expect(received).toBe(length);
      expect(growth.most()).toBeLessThan(32 * mebibyte);
    },
  );

  it("is sent on with headers made here, and none of the browser's (S58)", async () => {
    const upload = await begun(3);
    let seen: IncomingMessage["headers"] = {};
    take = (request, response) => {
      seen = request.headers;
      request.resume();
      response.writeHead(201, { "set-cookie": "a=b" }).end();
    };
    await send(upload, 3, Buffer.from("abc"));
    expect(Object.keys(seen).toSorted()).toEqual([
      "accept",
      "accept-encoding",
      "accept-language",
      "authorization",
      "connection",
      "content-length",
      "content-type",
      "host",
      "if-none-match",
      "oc-total-length",
      "ocs-apirequest",
      "user-agent",
      "x-oc-mtime",
    ]);
    expect(seen).toMatchObject({
      "content-length": "3",
      "content-type": "application/octet-stream",
      "if-none-match": "*",
    });
  });

  it("waits for a slow tool, and the sender with it", async () => {
    const length = 60 * mebibyte;
    let given = 0;
    take = async (request, response) => {
      request.pause();
      await sleep(700);
      request.resume();
      request.on("end", () => response.writeHead(201).end());
    };
    const upload = await begun(length);
    const sending = send(
      upload,
      length,
      counted(length, (bytes) => (given += bytes)),
    );
    await sleep(500);
    expect(given).toBeLessThan(30 * mebibyte);
    expect((await sending).status).toBe(204);
  });

  it("ends when the tool takes nothing any more, and everything else goes on (S38)", async () => {
    const length = 60 * mebibyte;
    take = (request) => request.pause();
    const { status } = await send(await begun(length), length, madeBytes(length)).catch(() => ({ status: 0 }));
    expect([0, 503, 504]).toContain(status);
    expect((await ines.send("GET", "/api/session")).status).toBe(200);
  });

  it("ends at the tool when its sender leaves", async () => {
    const length = 60 * mebibyte;
    const ended = Promise.withResolvers<boolean>();
    const stop = new AbortController();
    take = (request) => {
      request.once("data", () => stop.abort());
      request.on("error", () => undefined).once("close", () => ended.resolve(request.complete));
    };
    await expect(send(await begun(length), length, madeBytes(length), stop.signal)).rejects.toThrow(/abort/u);
    expect(await ended.promise).toBe(false);
  });

  it("is lost when the tool dies in the middle, and may be sent again", async () => {
    const length = 8 * mebibyte;
    const upload = await begun(length);
    take = (request) => request.once("data", () => request.destroy());
    const first = await send(upload, length, madeBytes(length)).catch(() => ({ status: 503 }));
    expect(first.status).toBe(503);
    take = (request, response) => request.on("end", () => response.writeHead(201).end()).resume();
    expect((await send(upload, length, madeBytes(length))).status).toBe(204);
  });

  it("that the tool refuses before it has come says why", async () => {
    take = (_request, response) => response.writeHead(507, { "content-type": "text/plain" }).end("full");
    const { status, body } = await send(await begun(1000), 1000, madeBytes(1000));
    expect([status, body]).toEqual([200, { state: "quota", free: null }]);
  });

  it.each([
    [{ "content-type": "application/json" }, 415],
    [{ "content-type": "text/plain" }, 415],
    [{ "content-type": "multipart/form-data; boundary=x" }, 415],
    [{ [portalHeader.name]: "" }, 403],
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ origin: "https://evil.example" }, 403],
    [{ cookie: "" }, 401],
  ])("with %j is refused with %i, and nothing goes to the tool (S28–S31)", async (headers, status) => {
    const upload = await begun(3);
    let calls = 0;
    take = (_request, response) => {
      calls += 1;
      response.writeHead(201).end();
    };
    const query = new URLSearchParams({ upload, part: "1" });
    const answer = await portal.fetch(`${uploadPartPath}?${query.toString()}`, {
      method: "PUT",
      headers: {
        cookie: ines.jar.header(new URL(portal.origin)) ?? "",
        origin: portal.origin,
        "sec-fetch-site": "same-origin",
        [portalHeader.name]: portalHeader.value,
        "content-type": "application/octet-stream",
        ...headers,
      },
      body: "abc",
    });
    expect([answer.status, calls]).toEqual([status, 0]);
  });

  it("needs to say its length", async () => {
    const upload = await begun(3);
    const chunked = `PUT ${uploadPartPath}?${new URLSearchParams({ upload, part: "1" }).toString()} HTTP/1.1`;
    expect(await raw([chunked, "Transfer-Encoding: chunked", "", "3", "abc", "0", "", ""])).toContain(" 400 ");
  });

  it("that drips is ended, as is any other body, refused or not (S38)", { timeout: 30_000 }, async () => {
    take = (request, response) => request.on("end", () => response.writeHead(201).end()).resume();
    const upload = await begun(mebibyte);
    const target = `${uploadPartPath}?${new URLSearchParams({ upload, part: "1" }).toString()}`;
    const [part, stranger, unknown] = await Promise.all([
      drip(`PUT ${target} HTTP/1.1`, true),
      drip(`PUT ${target} HTTP/1.1`, false),
      drip("POST /nowhere HTTP/1.1", false),
    ]);
    for (const seconds of [part, stranger, unknown]) {
      expect(seconds).toBeGreaterThan(5);
      expect(seconds).toBeLessThan(14);
    }
  });
});

function headersOf(isSignedIn: boolean): readonly string[] {
  const { host } = new URL(portal.origin);
  return [
    `Host: ${host}`,
    `Origin: ${portal.origin}`,
    `${portalHeader.name}: ${portalHeader.value}`,
    "Content-Type: application/octet-stream",
    ...(isSignedIn ? [`Cookie: ${ines.jar.header(new URL(portal.origin)) ?? ""}`] : []),
  ];
}

async function raw([first = "", ...rest]: readonly string[]): Promise<string> {
  const socket = connect(Number(new URL(portal.origin).port), "localhost");
  socket.write([first, ...headersOf(true), ...rest].join("\r\n"));
  const answer = await new Promise<string>((resolve) =>
    socket.once("data", (data: Buffer) => resolve(data.toString())),
  );
  socket.destroy();
  return answer;
}

/** Sends a few bytes a second; how many seconds until the other side has had enough. */
async function drip(first: string, isSignedIn: boolean): Promise<number> {
  const started = performance.now();
  const socket = connect(Number(new URL(portal.origin).port), "localhost");
  socket.on("error", () => undefined).on("data", () => undefined);
  socket.write([first, ...headersOf(isSignedIn), `Content-Length: ${mebibyte}`, "", ""].join("\r\n"));
  const timer = setInterval(() => socket.write("abcd"), 500);
  await new Promise((resolve) => socket.once("close", resolve));
  clearInterval(timer);
  return (performance.now() - started) / 1000;
}

async function* counted(length: number, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const piece of madeBytes(length)) {
    count(piece.length);
    yield piece;
  }
}
