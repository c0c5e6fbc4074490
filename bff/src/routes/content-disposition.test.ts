import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attachment } from "./content-disposition.ts";

describe("the name under which a browser saves", () => {
  it.each([
    ["Bericht.odt", `attachment; filename="Bericht.odt"; filename*=UTF-8''Bericht.odt`],
    ["Größe.odt", `attachment; filename="Gr__e.odt"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.odt`],
    ["a'b(c)*.txt", `attachment; filename="a'b(c)*.txt"; filename*=UTF-8''a%27b%28c%29%2A.txt`],
    [
      '"; filename=evil.exe',
      `attachment; filename="__ filename=evil.exe"; filename*=UTF-8''%22%3B%20filename%3Devil.exe`,
    ],
    ["../../etc/passwd", `attachment; filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`],
    ["a\r\nSet-Cookie: x", `attachment; filename="a__Set-Cookie: x"; filename*=UTF-8''a__Set-Cookie%3A%20x`],
    ["", `attachment; filename="download"; filename*=UTF-8''download`],
  ])("of %j is %s", (name, value) => {
    expect(attachment(name)).toBe(value);
  });

  it("is a header's value for any name, with exactly three parts, and says the name (RFC 8187)", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (name) => {
        const value = attachment(name);
        const [, plain, extended] =
          /^attachment; filename="([\x20-\x21\x23-\x24\x26-\x3a\x3c-\x7e]*)"; filename\*=UTF-8''([\w!#$&+\-.^`|~%]*)$/u.exec(
            value,
          ) ?? [];
        expect(plain).toBeDefined();
        expect(decodeURIComponent(extended ?? "")).toBe(
          name.toWellFormed().replaceAll(/[/\\\p{Cc}]/gu, "_") || "download",
        );
      }),
      { numRuns: 1000 },
    );
  });
});
