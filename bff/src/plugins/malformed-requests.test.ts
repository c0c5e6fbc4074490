import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { malformedRequests } from "@pforte/e2e/world/malformed-requests";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { overWire } from "@pforte/e2e/world/wire";

let portal: TestPortal;
let port: number;
let host: string;
beforeAll(async () => {
  portal = await buildTestPortal();
  ({ host } = new URL(portal.origin));
  port = Number(new URL(portal.origin).port);
});
afterAll(async () => portal[Symbol.asyncDispose]());

/** All routes in the log's lines since then. */
const routesSince = (from: number) =>
  portal.logLines.slice(from).flatMap((line) => /"route":"([^"]+)"/u.exec(line)?.[1] ?? []);

describe.concurrent("a request over a socket", () => {
  it.each(malformedRequests)(
    "with $name is refused with $status, once, and is nothing else's beginning (S39)",
    async ({ bytes, status, isLast }) => {
      const from = portal.logLines.length;
      const heard = await overWire(port, bytes.replaceAll("HOST", host));
      expect(heard.statuses).toEqual([status]);
      expect(heard.isClosed || !isLast).toBe(true);
      expect(heard.text).toContain("content-security-policy: default-src 'none'");
      expect(heard.text).not.toMatch(/evil|\bat .+:\d+|node_modules/u);
      expect(routesSince(from)).not.toContain("/signed-out");
    },
  );

  it("that is malformed is one of more than 60, and leaves the portal as it was (S39)", async () => {
    expect(malformedRequests.length).toBeGreaterThanOrEqual(60);
    expect(new Set(malformedRequests.map(({ bytes }) => bytes)).size).toBe(malformedRequests.length);
    const heard = await overWire(port, `GET /univention/meta.json HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect(heard.statuses).toEqual([200]);
  });

  it.each([
    ["in HTTP/1.0, as some proxies ask", "GET /univention/meta.json HTTP/1.0\r\nHost: HOST\r\n\r\n", [200]],
    ["with another behind it", "GET /univention/meta.json HTTP/1.1\r\nHost: HOST\r\n\r\n".repeat(2), [200, 200]],
    ["with empty lines before it", "\r\n\r\nGET /univention/meta.json HTTP/1.1\r\nHost: HOST\r\n\r\n", [200]],
    [
      "that offers another protocol",
      "GET /univention/meta.json HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n\r\n",
      [200],
    ],
    [
      "in chunks, with another behind it",
      "POST /policy-reports HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/reports+json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\n1;x=y\r\n]\r\n0\r\nX-Trailer: 1\r\n\r\nGET /univention/languages.json HTTP/1.1\r\nHost: HOST\r\n\r\n",
      [204, 200],
    ],
  ])("%s is answered", async (_how, bytes, statuses) => {
    expect((await overWire(port, bytes.replaceAll("HOST", host))).statuses).toEqual(statuses);
  });
});
