import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accepts } from "./accept-encoding.ts";
import { portalErrorOf, statusOfError } from "./failure-of.ts";
import { registerStaticAssets } from "./static-assets.ts";

let folder: string;
let app: FastifyInstance;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pforte-assets-"));
  const assets = join(folder, "assets");
  await mkdir(assets);
  await writeFile(join(folder, "secret.js"), "secret");
  await writeFile(join(assets, "entry-a1.js"), "plain");
  await writeFile(join(assets, "entry-a1.js.br"), "brotli");
  await writeFile(join(assets, "entry-a1.js.gz"), "gzip");
  await writeFile(join(assets, "icons-b2.svg"), "<svg/>");
  await writeFile(join(assets, "entry-a1.js.map"), "sources");
  app = Fastify();
  app.setErrorHandler(async (error, _request, reply) => {
    const meant = portalErrorOf(error);
    return reply.code(meant === null ? 500 : statusOfError(meant)).send("");
  });
  await registerStaticAssets(app, assets);
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

describe("built files", () => {
  it.each([
    ["br, gzip", "br", "brotli"],
    ["gzip, deflate", "gzip", "gzip"],
    ["br;q=0, gzip;q=0.5", "gzip", "gzip"],
    ["identity", undefined, "plain"],
    ["", undefined, "plain"],
  ])("come as %j allows, to be kept for good", async (encoding, sent, body) => {
    const answer = await app.inject({ url: "/assets/entry-a1.js", headers: { "accept-encoding": encoding } });
    expect([answer.headers["content-encoding"], answer.body]).toEqual([sent, body]);
    expect(answer.headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      vary: "Accept-Encoding",
    });
  });

  it("come plain where no other form was built", async () => {
    const answer = await app.inject({ url: "/assets/icons-b2.svg", headers: { "accept-encoding": "br" } });
    expect([answer.headers["content-type"], answer.body]).toEqual(["image/svg+xml", "<svg/>"]);
  });

  it.each([
    "/assets/../secret.js",
    "/assets/..%2fsecret.js",
    "/assets/%2e%2e%2fsecret.js",
    "/assets/entry-a1.js.br",
    "/assets/entry-a1.js.map",
    "/assets/",
    "/assets/toString",
    "/assets/__proto__",
  ])("are not reached as %s", async (url) => {
    expect((await app.inject({ url })).statusCode).toBe(404);
  });
});

describe("an Accept-Encoding", () => {
  it.each([
    ["br", "br", true],
    ["gzip;q=1.0, br;q=0.8", "br", true],
    ["br;q=0", "br", false],
    ["brotli", "br", false],
    ["*", "gzip", false],
  ] as const)("of %j accepts %s: %s", (header, coding, isAccepted) => {
    expect(accepts(header, coding)).toBe(isAccepted);
  });
});
