import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { path, pathBelow, pathOfTemplate } from "./upstream-path.ts";

describe("a path below another", () => {
  it("has each segment encoded for itself", () => {
    expect(pathBelow(path`/files/${"ines"}`, ["Maß & Zahl", "50%.odt"])).toBe(
      "/files/ines/Ma%C3%9F%20%26%20Zahl/50%25.odt",
    );
    expect(pathBelow(path`/files/`, [])).toBe("/files");
  });

  it("never leaves what it lies below, whatever the segments are (S53)", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom("..", ".", "", "a/b", "%2e%2e", "\\", "\u0000"))),
        (names) => {
          const below = pathBelow(path`/dav/files`, names);
          if (below === null) return;
          const { pathname } = new URL(below, "https://tool.example");
          expect(pathname.startsWith("/dav/files")).toBe(true);
          expect(pathname.split("/")).toHaveLength(3 + names.length);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([["..", "."], ["a/b"], ["a\\b"], [""], ["%2F"], ["a\u0000"], ["\ud800"]])(
    "does not exist for %j",
    (...names) => {
      expect(pathBelow(path`/dav`, names)).toBeNull();
    },
  );
});

describe("a path of a template", () => {
  it("has each named segment encoded for itself", () => {
    const values = { room: "!a?b:c", event: "$e" };
    expect(pathOfTemplate("/rooms/:room/context/:event", values)).toBe("/rooms/!a%3Fb%3Ac/context/%24e");
    expect(pathOfTemplate("/pushrules/", {})).toBe("/pushrules/");
  });

  it.each(["..", ".", "", "a/b", "a\\b", "%2e", "a%2Fb", "\u0000", "\ud800"])("cannot be made with %j", (room) => {
    expect(() => pathOfTemplate("/rooms/:room/join", { room })).toThrow(TypeError);
  });

  it("cannot be made without a value, nor lead to another host", () => {
    expect(() => pathOfTemplate("/rooms/:room", {})).toThrow(TypeError);
    expect(() => pathOfTemplate("//evil.example/:room", { room: "x" })).toThrow(TypeError);
  });
});
