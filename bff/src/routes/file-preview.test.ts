import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { answerBytesOf, startFilesPortal, type FilesPortal } from "../../test/files-portal.ts";
import type { TestPerson } from "../../test/person.ts";

let world: FilesPortal;
let ines: TestPerson;
let katharina: TestPerson;

beforeAll(async () => {
  world = await startFilesPortal();
  [ines, katharina] = await Promise.all([world.portal.as("ines"), world.portal.as("katharina")]);
}, 60_000);
afterAll(async () => world[Symbol.asyncDispose]());
afterEach(() => world.tool.levers.intercept(null));

const mebibyte = 1024 * 1024;
const fromImage = {
  accept: "image/*",
  "sec-fetch-dest": "image",
  "sec-fetch-mode": "no-cors",
  "sec-fetch-site": "same-origin",
};

const image = async (person: TestPerson, path: string, headers: Readonly<Record<string, string>> = fromImage) =>
  world.portal.fetch(path, { headers: { ...headers, cookie: person.jar.header(new URL(world.portal.origin)) ?? "" } });

const answerBytes = (answer: Parameters<typeof answerBytesOf>[1]) => answerBytesOf(world, answer);

describe("a preview", () => {
  it("is a picture that the browser may keep, for this session and this content", async () => {
    const file = world.tool.world.put("ines", "bild.png", "x");
    const answer = await image(ines, `/files/preview/files/${file.id}?v=${file.etag}`);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": expect.stringMatching(/^image\/(?:png|jpeg)$/u),
      "cache-control": "private, max-age=86400, immutable",
      vary: "Cookie",
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
    });
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(20);
    const unnamed = await image(ines, `/files/preview/files/${file.id}`);
    expect(unnamed.headers.get("cache-control")).toBe("private, no-cache");
  });

  it("is 401 without a session, also for a navigation, and 404 for another person (S14)", async () => {
    const file = world.tool.world.put("ines", "meins.png", "x");
    const path = `/files/preview/files/${file.id}?v=1`;
    expect((await image(world.portal.nobody, path)).status).toBe(401);
    expect((await world.portal.nobody.get(path, { ...fromImage, "sec-fetch-mode": "navigate" })).status).toBe(401);
    const other = await image(katharina, path);
    expect([other.status, other.headers.get("cache-control")]).toEqual([404, "no-store"]);
  });

  it.each([
    [{ ...fromImage, "sec-fetch-site": "cross-site" }, 403],
    [{ ...fromImage, "sec-fetch-site": "same-site" }, 403],
    [{ ...fromImage, "sec-fetch-site": "none" }, 403],
    [{ ...fromImage, "sec-fetch-dest": "document" }, 403],
    [{ ...fromImage, "sec-fetch-dest": "script" }, 403],
    [{ ...fromImage, "sec-fetch-dest": "iframe" }, 403],
    [{ accept: "image/*" }, 403],
    [fromImage, 200],
  ])("asked for with %j is answered with %i (S29)", async (headers, status) => {
    const file = world.tool.world.put("ines", "wer.png", "x");
    expect((await image(ines, `/files/preview/files/${file.id}`, headers)).status).toBe(status);
  });

  it.each([
    ["image/svg+xml", "<svg onload='alert(1)'/>"],
    ["text/html", "<script>alert(1)</script>"],
    ["application/octet-stream", "x"],
    ["image/png, text/html", "x"],
  ])("is none where the tool says %s", async (type, content) => {
    const file = world.tool.world.put("ines", "tarnung.png", "x");
    answerBytes((response) =>
      response.writeHead(200, { "content-type": type, "content-length": content.length }).end(content),
    );
    expect((await image(ines, `/files/preview/files/${file.id}`)).status).toBe(404);
  });

  it.each([{ "content-length": String(6 * mebibyte) }, {}])(
    "is none where it is large, or nobody knows: %j",
    async (length) => {
      const file = world.tool.world.put("ines", "groß.png", "x");
      answerBytes((response) => {
        response.writeHead(200, { "content-type": "image/png", ...length });
        response.write(Buffer.alloc(mebibyte));
      });
      expect((await image(ines, `/files/preview/files/${file.id}`)).status).toBe(404);
    },
  );
});
