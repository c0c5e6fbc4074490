import { describe, expect, it } from "vitest";
import { createEventIds } from "./event-id.ts";

describe("event ids", () => {
  const ids = createEventIds(new Uint8Array(32).fill(7));

  it("are read by their owner and by nobody else", () => {
    const id = ids.make("ines", 42);
    expect([ids.read("ines", id), ids.read("tobias", id)]).toEqual([42, null]);
  });

  it("are refused when anything in them was changed", () => {
    const raw = Buffer.from(ids.make("ines", 42), "base64url");
    const forged = Array.from({ length: raw.length * 8 }, (_, bit) => {
      const copy = Buffer.from(raw);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return ids.read("ines", copy.toString("base64url"));
    });
    expect(forged.every((read) => read === null)).toBe(true);
    expect([ids.read("ines", "1"), ids.read("ines", undefined), ids.read("ines", "x".repeat(5000))]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("do not show how many there were", () => {
    const [first, second] = [ids.make("ines", 1), ids.make("ines", 2)];
    expect(first.slice(0, 8)).not.toBe(second.slice(0, 8));
    expect(createEventIds(new Uint8Array(32)).read("ines", first)).toBeNull();
  });
});
