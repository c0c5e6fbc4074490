import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSealer } from "./sealer.ts";

const key = (id: string) => ({ id, key: randomBytes(32) });
const place = ["session", "1", "hash", "access"];

describe("sealed texts", () => {
  it("open at their place and nowhere else, however the parts of a place are cut (S18)", () => {
    const sealer = createSealer([key("a")]);
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.string(), { minLength: 1 }),
        fc.array(fc.string(), { minLength: 1 }),
        (text, at, other) => {
          const sealed = sealer.seal(text, at);
          const isSame = at.length === other.length && at.every((part, index) => part === other[index]);
          return sealer.open(sealed, at) === text && (isSame || sealer.open(sealed, other) === null);
        },
      ),
    );
    expect(sealer.open(sealer.seal("x", ["ab", "c"]), ["a", "bc"])).toBeNull();
  });

  it("do not open after any bit was flipped (S18)", () => {
    const sealer = createSealer([key("a")]);
    const sealed = sealer.seal("a token", place);
    const [form, id, text = ""] = sealed.split(".");
    const bytes = Buffer.from(text, "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(sealer.open(`${form}.${id}.${changed.toString("base64url")}`, place)).toBeNull();
    }
  });

  it("are different each time, and say nothing of what is in them", () => {
    const sealer = createSealer([key("a")]);
    expect(sealer.seal("same", place)).not.toBe(sealer.seal("same", place));
    expect(sealer.seal("eyJhbGciOiJub25lIn0.canary", place)).not.toContain("eyJ");
  });

  it("open with an older key of the ring, are sealed with the newest, and are lost with their key (S18)", () => {
    const [old, fresh] = [key("old"), key("new")];
    const before = createSealer([old]).seal("a token", place);
    const rotated = createSealer([fresh, old]);
    expect(rotated.open(before, place)).toBe("a token");
    expect(rotated.isCurrent(before)).toBe(false);
    expect(rotated.isCurrent(rotated.seal("a token", place))).toBe(true);
    expect(createSealer([fresh]).open(before, place)).toBeNull();
  });

  it("that are no sealed texts at all are a value, not an accident", () => {
    const sealer = createSealer([key("a")]);
    for (const text of ["", ".", "1.a.", "1.a.AAAA", "2.a.AAAA", "1.b.AAAA", "1.a.AAAA.more", "\u0000"]) {
      expect(sealer.open(text, place)).toBeNull();
    }
  });
});
