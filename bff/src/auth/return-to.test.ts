import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { safeReturnTo } from "./return-to.ts";

const reference = process.env["PFORTE_REFERENCE"] ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const corpus = `${reference}/open-redirects.txt`;
const origin = "https://portal.example.org";

/** Where a browser would go if it were told to go there. */
function leaves(target: string): boolean {
  return (
    new URL(target, origin).origin !== origin ||
    target.startsWith("//") ||
    new URL(target, origin).pathname.startsWith("//")
  );
}

const own = [
  "/.//evil.example",
  "/..//evil.example",
  "/%2e//evil.example",
  "/a/..//evil.example",
  "/%09/evil.example",
  "/\\evil.example",
  "/%5cevil.example",
];

describe("a return address", () => {
  it.skipIf(!existsSync(corpus))("stays home for all of the reference payloads (S9)", () => {
    const payloads = readFileSync(corpus, "utf8").replace(/\n$/u, "").split("\n");
    expect(payloads.length).toBeGreaterThanOrEqual(559);
    const escaped = payloads
      .map((payload) => safeReturnTo(payload))
      .filter((target) => target !== null && leaves(target));
    expect(escaped).toEqual([]);
  });

  it.each(own)("refuses %s (S9)", (payload) => {
    expect(safeReturnTo(payload)).toBeNull();
  });

  it.each(["/", "/chat", "/chat/room-1?at=2", "/files?path=Referat%2042", "/a/b.html"])("keeps %s", (path) => {
    expect(safeReturnTo(path)).toBe(path);
  });

  it("refuses what is too long for an address", () => {
    expect(safeReturnTo(`/${"a".repeat(2001)}`)).toBeNull();
  });

  it.each([
    undefined,
    "",
    "chat",
    "https://portal.example.org/chat",
    "/auth/login",
    "/auth",
    "/AUTH/logout",
    "/api/home",
    "/signed-out",
    "/chat#fragment",
    "/a\r\nset-cookie: x=y",
    "/a\u0000",
    "/%0d%0aset-cookie:x",
  ])("refuses %j", (value) => {
    expect(safeReturnTo(value)).toBeNull();
  });
});
