import { readHome } from "@pforte/shared/contract/home";
import { changePreferences } from "@pforte/shared/contract/preferences";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { rawRequest } from "../../test/raw-request.ts";

let portal: TestPortal;
let ines: TestPerson;
let port: number;
beforeAll(async () => {
  portal = await buildTestPortal();
  ines = await portal.as("ines");
  port = Number(new URL(portal.origin).port);
});
afterAll(async () => portal[Symbol.asyncDispose]());

/** Sends a body with these raw content type lines. */
async function patch(types: readonly string[], body: string | Buffer): Promise<number> {
  const { status } = await rawRequest(
    port,
    [
      "PATCH /api/preferences HTTP/1.1",
      `Host: localhost:${port}`,
      `Cookie: ${ines.jar.header(new URL(portal.origin)) ?? ""}`,
      `Origin: ${portal.origin}`,
      "X-Portal: 1",
      "Sec-Fetch-Site: same-origin",
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...types.map((type) => `Content-Type: ${type}`),
    ],
    body,
  );
  return status;
}

describe("bodies", () => {
  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json5",
    "application/jsonp",
    "application/json-patch+json",
    "application/vnd.api+json",
    "text/json",
    "application/json;",
    "application/json ;charset=utf-8",
    "application/json; charset=utf-16",
    "application/json; charset=utf-8; x=1",
    "application/json;\tcharset=utf-8",
    "application/json\t",
    "application/json\u{a0}",
    "application/json, text/plain",
    "application /json",
    "application/json\\",
    '"application/json"',
    "*/*",
    "json",
    "",
  ])("of the type %j are refused (S31)", async (type) => {
    const trimmed = type.replace(/^[ \t]+|[ \t]+$/gu, "");
    // Spaces around a field's value are no part of it (RFC 9110 5.5); the parser drops them before anybody sees them.
    expect(await patch([type], "{}")).toBe(trimmed === "application/json" ? 200 : 415);
  });

  it("are refused with no type, with two, and taken with the one that counts", async () => {
    expect(await patch([], "{}")).toBe(415);
    expect(await patch(["application/json", "application/json"], "{}")).toBe(415);
    expect(await patch(["application/json", "text/plain"], "{}")).toBe(415);
    expect(await patch(["application/json"], "{}")).toBe(200);
    expect(await patch(["Application/JSON; charset=UTF-8"], "{}")).toBe(200);
  });

  it("larger than 64 KB are refused, declared or chunked (S42)", async () => {
    const large = JSON.stringify({ dock: ["x".repeat(65 * 1024)] });
    expect(await patch(["application/json"], large)).toBe(413);
    const chunked = await fetch(new URL("/api/preferences", portal.origin), {
      method: "PATCH",
      headers: {
        "content-type": "application/json",
        "x-portal": "1",
        origin: portal.origin,
        cookie: ines.jar.header(new URL(portal.origin)) ?? "",
      },
      body: new Blob([large]).stream(),
      duplex: "half",
    } as RequestInit);
    expect(chunked.status).toBe(413);
  });

  it.each([
    '{"appearance":"dark","appearance":"light"}',
    '{"__proto__":{"appearance":"dark"}}',
    '{"constructor":{"prototype":{}}}',
    '{"appearance":"dark","role":"admin"}',
    '{"appearance":1}',
    '{"singleKeyShortcuts":"true"}',
    `{"dock":${"[".repeat(30)}${"]".repeat(30)}}`,
    '{"dock":["UPPER"]}',
    '{"dock":["a","b","c","d","e","f","g","h","i","j","k","l","m"]}',
    "[]",
    "null",
    "",
    "{",
  ])("of the shape %j are refused and change nothing (S42)", async (body) => {
    expect(await patch(["application/json"], body)).toBeGreaterThanOrEqual(400);
    expect(await ines.call(readHome)).toMatchObject({ appearance: "system", dockIsOwn: false });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("say which field is wrong, and nothing of the value", async () => {
    const answer = await ines.send("PATCH", "/api/preferences", { body: '{"appearance":"s3cret"}' });
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ code: "bad_request", issues: [{ path: "/appearance" }] });
    expect(text).not.toContain("s3cret");
  });

  it("of any content give an answer below 500, and what was accepted is what is stored", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.jsonValue(),
          fc.record(
            {
              appearance: fc.constantFrom("dark", "light", "contrast", "system", "x"),
              dock: fc.array(fc.constantFrom("mail", "chat", "A")),
              language: fc.constantFrom("de", "en", null, "fr"),
              extra: fc.constant(1),
            },
            { requiredKeys: [] },
          ),
        ),
        async (value) => {
          const answer = await ines.send("PATCH", "/api/preferences", { body: JSON.stringify(value) });
          const body: unknown = await answer.json();
          expect([200, 400]).toContain(answer.status);
          expect(body).toMatchObject(answer.status === 200 ? Object(value) : { code: "bad_request" });
        },
      ),
      { numRuns: 150 },
    );
    await ines.call(changePreferences, { body: { appearance: "system", dock: null, language: null } });
  });

  it("do not belong to a GET", async () => {
    const answer = await rawRequest(
      port,
      [
        "GET /api/home HTTP/1.1",
        `Host: localhost:${port}`,
        `Cookie: ${ines.jar.header(new URL(portal.origin)) ?? ""}`,
        "X-Portal: 1",
        "Content-Length: 2",
        "Content-Type: application/json",
      ],
      "{}",
    );
    expect(answer.status).toBe(400);
  });

  it("and query fields that an endpoint does not declare are refused", async () => {
    expect((await ines.send("GET", "/api/home?debug=1")).status).toBe(400);
    expect((await ines.send("GET", "/api/chat/rooms?limit=1e3")).status).toBe(400);
  });
});
