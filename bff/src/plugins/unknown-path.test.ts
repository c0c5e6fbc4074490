import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rawRequest } from "../../test/raw-request.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await buildTestPortal();
});
afterAll(async () => portal[Symbol.asyncDispose]());

/** Asks for exactly this path, which a client with a URL parser would tidy first. */
async function ask(path: string): Promise<{ readonly status: number; readonly location: string | undefined }> {
  const { host, port } = new URL(portal.origin);
  const lines = [`GET ${path} HTTP/1.1`, `Host: ${host}`, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"];
  const { status, headers } = await rawRequest(Number(port), lines);
  return { status, location: headers["location"] };
}

describe("an unknown path", () => {
  it("leads to sign-in and back to itself", async () => {
    expect(await ask("/a/b?c=d")).toEqual({ status: 303, location: "/auth/login?returnTo=%2Fa%2Fb%3Fc%3Dd" });
  });

  it.each(["/a//..", "//evil.example", "/.//evil.example", "/a/../b", "/%5cevil", "/a%2f", `/${"a".repeat(2100)}`])(
    "that nobody may be sent back to leads to sign-in all the same: %s (S9)",
    async (path) => {
      const { status, location } = await ask(path);
      expect([status, location]).toEqual([303, "/auth/login"]);
      expect((await ask(location ?? "")).status).toBe(303);
    },
  );
});
