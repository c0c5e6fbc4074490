import { describe, expect, it } from "vitest";
import {
  hasReferencePayloads,
  leavesOrigin,
  ownPayloads,
  referencePayloads,
} from "../../test/open-redirect-payloads.ts";
import { safeReturnTo } from "./return-to.ts";

const origin = "https://portal.example.org";

describe("a return address", () => {
  it.skipIf(!hasReferencePayloads)("stays home for all of the reference payloads (S9)", () => {
    const payloads = referencePayloads();
    expect(payloads.length).toBeGreaterThanOrEqual(559);
    const escaped = payloads
      .map((payload) => safeReturnTo(payload))
      .filter((target) => target !== null && leavesOrigin(target, origin));
    expect(escaped).toEqual([]);
  });

  it.each(ownPayloads)("refuses %s (S9)", (payload) => {
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
