import { createHash } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pictureReplySchema, pictureUploadPath, pictureHref } from "@pforte/shared/contract/admin-assets";
import { failureSchema } from "@pforte/shared/errors/failure";
import { harmlessPictures, hostilePictures } from "@pforte/shared/testing/hostile-pictures";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
let katharina: TestPerson;
beforeAll(async () => {
  const assetsDirectory = await mkdtemp(join(tmpdir(), "pforte-assets-"));
  const symbol =
    '<symbol id="mail" viewBox="0 0 24 24" stroke="currentColor"><path d="M0 0h9" stroke="var(--icon-accent,currentColor)"/></symbol>';
  await writeFile(join(assetsDirectory, "icons-abc123.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbol}</svg>`);
  const pages = { renderer: { render: async () => "<!doctype html>" }, assetsDirectory, build: "test" };
  portal = await buildTestPortal({ overrides: { pages } });
  katharina = await portal.as("katharina");
});
afterAll(async () => portal[Symbol.asyncDispose]());

const svg = harmlessPictures["a path"] ?? "";
const upload = async (by: TestPerson, body: string, type = "image/svg+xml") =>
  by.send("POST", pictureUploadPath, { body, headers: { "content-type": type } });

test("an uploaded picture has the digest of its bytes as its name, is kept once, and is written down (S66)", async () => {
  const reply = await upload(katharina, svg);
  expect(reply.status).toBe(200);
  const { picture } = pictureReplySchema.parse(await reply.json());
  expect(picture).toBe(`upload:${createHash("sha256").update(svg).digest("hex")}.svg`);
  expect(pictureReplySchema.parse(await (await upload(katharina, svg)).json()).picture).toBe(picture);
  const { audit } = portal.portal.storage.administration;
  const entries = await audit.page({ actions: ["picture.uploaded"] }, null, 10);
  expect(entries.map(({ target, actor }) => [target, actor.kind])).toEqual([[pictureHref(picture).slice(1), "person"]]);
});

test("a picture is served to everybody as what it is, for good, and runs nothing when it is opened by itself (S66)", async () => {
  const { picture } = pictureReplySchema.parse(await (await upload(katharina, svg)).json());
  const served = await portal.fetch(pictureHref(picture), { headers: { cookie: "pforte-session=whoever" } });
  expect(served.status).toBe(200);
  expect(await served.text()).toBe(svg);
  expect(Object.fromEntries(served.headers)).toMatchObject({
    "content-type": "image/svg+xml",
    "content-security-policy": "default-src 'none'; style-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "public, max-age=31536000, immutable",
  });
  expect(served.headers.get("vary")).toBeNull();
  expect(served.headers.get("set-cookie")).toBeNull();
});

test("there is nothing under another address (S66)", async () => {
  const { picture } = pictureReplySchema.parse(await (await upload(katharina, svg)).json());
  const href = pictureHref(picture);
  const others = [
    href.replace(".svg", ".png"),
    href.replace(/[0-9a-f]{64}/u, (digest) => digest.toUpperCase()),
    "/icons/mail.svg",
    `/icons/${"0".repeat(64)}.svg`,
    "/icons/..%2fassets%2fx",
  ];
  for (const other of others) expect([other, (await portal.fetch(other)).status]).toEqual([other, 404]);
});

test("only administrators upload, with the portal's header, and without a fresh sign-in", async () => {
  const ines = await portal.as("ines");
  expect((await upload(ines, svg)).status).toBe(403);
  expect((await upload(portal.nobody, svg)).status).toBe(401);
  const bare = await katharina.send("POST", pictureUploadPath, {
    body: svg,
    headers: { "content-type": "image/svg+xml", "x-portal": "" },
  });
  expect(failureSchema.parse(await bare.json()).code).toBe("portal_header_missing");
});

test("every hostile SVG is refused by the route with what is wrong, and none is kept (S66)", async () => {
  const kept = async () => portal.database.query("select name from pictures");
  const before = await kept();
  for (const { name, svg: body, because } of hostilePictures) {
    const reply = await upload(katharina, body);
    const { code, issues = [] } = failureSchema.parse(await reply.json());
    expect([name, reply.status, code]).toEqual([name, 400, "bad_request"]);
    expect([name, issues.some(({ message }) => message.includes(because))]).toEqual([name, true]);
  }
  expect(await kept()).toEqual(before);
});

test("another type, another content than the type says, and more than 256 KB are refused", async () => {
  for (const type of [
    "image/gif",
    "image/svg+xml; charset=utf-8",
    "text/html",
    "application/octet-stream",
    "image/png, image/webp",
  ]) {
    expect([type, (await upload(katharina, svg, type)).status]).toEqual([type, 415]);
  }
  expect((await upload(katharina, svg, "image/png")).status).toBe(400);
  expect((await upload(katharina, "", "image/png")).status).toBe(400);
  const large = await upload(katharina, "x".repeat(256 * 1024 + 1), "image/webp");
  expect([large.status, failureSchema.parse(await large.json()).code]).toEqual([413, "body_too_large"]);
});

test("pictures are taken on no other route", async () => {
  const elsewhere = await katharina.send("PATCH", "/api/preferences", {
    body: svg,
    headers: { "content-type": "image/svg+xml" },
  });
  expect(elsewhere.status).toBe(415);
});

test("the built-in icons stand by themselves for other tools, in a colour that needs no page around it", async () => {
  const icon = await portal.fetch("/icons/family/mail.svg");
  expect(icon.status).toBe(200);
  expect(icon.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(icon.headers.get("content-type")).toBe("image/svg+xml");
  expect(await icon.text()).toBe(
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" stroke="#6577b2"><path d="M0 0h9" stroke="#6577b2"/></svg>',
  );
  for (const path of ["/icons/family/mail", "/icons/family/nothing.svg", "/icons/family/constructor.svg"]) {
    expect([path, (await portal.fetch(path)).status]).toEqual([path, 404]);
  }
});
