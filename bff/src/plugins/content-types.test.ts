import { readHome } from "@pforte/shared/contract/home";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { overWire } from "@pforte/e2e/world/wire";

let portal: TestPortal;
let katharina: TestPerson;
beforeAll(async () => {
  portal = await buildTestPortal();
  katharina = await portal.as("katharina");
});
afterAll(async () => portal[Symbol.asyncDispose]());

/** The types that a route somewhere takes, spelled as it takes them. */
const spelledRight = [
  "application/json",
  "application/json; charset=utf-8",
  "application/json;charset=utf-8",
  "Application/JSON",
  "application/reports+json",
  "application/octet-stream",
  "application/x-www-form-urlencoded",
  "image/png",
  "image/svg+xml",
];

/** Whole header lines, without the line break at their end: what hid a body from its validation elsewhere. */
const spellings: readonly string[] = [
  ...spelledRight.map((type) => `Content-Type: ${type}`),
  "Content-Type:",
  "Content-Type:  ",
  "Content-Type: \tapplication/json",
  "Content-Type: application/json \t",
  "Content-Type:application/json",
  "content-type: application/json",
  "CONTENT-TYPE: APPLICATION/JSON; CHARSET=UTF-8",
  "Content-Type: application/json;",
  "Content-Type: application/json ;charset=utf-8",
  "Content-Type: application/json\t;charset=utf-8",
  "Content-Type: application/json;\tcharset=utf-8",
  "Content-Type: application/json;  charset=utf-8",
  "Content-Type: application/json; charset=utf-8;",
  'Content-Type: application/json; charset="utf-8"',
  "Content-Type: application/json; charset=utf8",
  "Content-Type: application/json; charset=utf-16",
  "Content-Type: application/json; charset=us-ascii",
  "Content-Type: application/json; charset",
  "Content-Type: application/json; boundary=x",
  "Content-Type: application/json, text/plain",
  "Content-Type: application/json, application/json",
  "Content-Type: text/plain, application/json",
  "Content-Type: application/json\u00a0",
  "Content-Type: \u00a0application/json",
  "Content-Type: \u000bapplication/json",
  "Content-Type: application/json\u000b",
  "Content-Type: application/json\u007f",
  "Content-Type: application/json\u0085",
  "Content-Type: application/json a",
  "Content-Type: application/json\\",
  'Content-Type: "application/json"',
  "Content-Type: application /json",
  "Content-Type: application/ json",
  "Content-Type: application//json",
  "Content-Type: /application/json",
  "Content-Type: application/json/",
  "Content-Type: application",
  "Content-Type: json",
  "Content-Type: */*",
  "Content-Type: application/*",
  "Content-Type: application/*+json",
  "Content-Type: application/json5",
  "Content-Type: application/jsonp",
  "Content-Type: application/json+json",
  "Content-Type: application/ld+json",
  "Content-Type: application/vnd.api+json",
  "Content-Type: application/json-patch+json",
  "Content-Type: application/csp-report",
  "Content-Type: application/problem+json",
  "Content-Type: text/json",
  "Content-Type: text/x-json",
  "Content-Type: text/html",
  "Content-Type: text/plain",
  "Content-Type: text/plain; application/json",
  "Content-Type: text/xml",
  "Content-Type: application/xml",
  "Content-Type: application/javascript",
  "Content-Type: multipart/form-data",
  "Content-Type: multipart/form-data; boundary=x",
  "Content-Type: multipart/form-data; boundary=application/json",
  "Content-Type: undefined",
  "Content-Type: __proto__",
  "Content-Type: application/json\r\nContent-Type: application/json",
  "Content-Type: application/json\r\nContent-Type: text/plain",
  "Content-Type: text/plain\r\nContent-Type: application/json",
  "Content-Type:\r\nContent-Type: application/json",
  "Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Type: text/plain",
  "X-Content-Type: application/json",
];

/** A route of every kind that takes a body, the types it takes, and a body that no validation lets through. */
const routes = [
  { line: "PATCH /api/preferences", takes: /^application\/json$/iu, body: '{"appearance":1,"role":"admin"}' },
  { line: "PATCH /api/admin/draft", takes: /^application\/json$/iu, body: '{"operations":"all"}' },
  { line: "POST /auth/backchannel-logout", takes: /^application\/x-www-form-urlencoded$/iu, body: "logout_token=x" },
  { line: "POST /api/admin/pictures", takes: /^image\/(?:png|svg\+xml)$/iu, body: "<svg onload='x'/>" },
  { line: "PUT /api/files/uploads/part?part=0", takes: /^application\/octet-stream$/iu, body: "x" },
];

/** The type that one line means, if it is spelled as the portal takes it; spaces around it are no part of it. */
function meant(spelling: string): string | null {
  const type = /^content-type:[ \t]*([^\r\n]*?)[ \t]*$/iu.exec(spelling)?.[1];
  return type === undefined ? null : type.replace(/; ?charset=utf-8$/iu, "");
}

async function answerTo({ line, body }: (typeof routes)[number], spelling: string): Promise<number> {
  const { host, port } = new URL(portal.origin);
  const fields = [
    `${line} HTTP/1.1`,
    `Host: ${host}`,
    `Cookie: ${katharina.jar.header(new URL(portal.origin)) ?? ""}`,
    `Origin: ${portal.origin}`,
    "X-Portal: 1",
    "Sec-Fetch-Site: same-origin",
    'If-Match: "1"',
    "Connection: close",
    `Content-Length: ${body.length}`,
    spelling,
  ];
  const { statuses } = await overWire(Number(port), `${fields.join("\r\n")}\r\n\r\n${body}`);
  expect(statuses).toHaveLength(1);
  return statuses[0] ?? 0;
}

describe("a content type", () => {
  it("is one of more than 60 spellings", () => {
    expect(new Set(spellings).size).toBe(spellings.length);
    expect(spellings.length).toBeGreaterThanOrEqual(60);
  });

  it.each(routes)("never hides a body from the validation of $line, however it is spelled (S31)", async (route) => {
    const answers = await Promise.all(
      spellings.map(async (spelling) => {
        const type = meant(spelling);
        const isTaken = type !== null && route.takes.test(type);
        // What the parser itself refuses, a control character, is a 400 as well; what reaches the validation fails there.
        const isUnreadable = /[\0\v\u007f]/u.test(spelling.replaceAll("\r\n", ""));
        return [
          spelling,
          await answerTo(route, spelling),
          isTaken || isUnreadable ? "refused by its content" : 415,
        ] as const;
      }),
    );
    const wrong = answers.filter(([, status, wanted]) =>
      wanted === 415 ? status !== 415 : ![400, 404, 422].includes(status),
    );
    expect(wrong).toEqual([]);
    expect(answers.some(([, , wanted]) => wanted !== 415)).toBe(true);
    expect(await katharina.call(readHome)).toMatchObject({ appearance: "system" });
  });
});
