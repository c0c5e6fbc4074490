import { portalEventSchema } from "@pforte/shared/contract/portal-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEventParser, parsePortalEvent, type StreamMessage } from "./event-parser.ts";

function parse(...chunks: readonly string[]): StreamMessage[] {
  const messages: StreamMessage[] = [];
  const read = createEventParser((message) => messages.push(message));
  for (const chunk of chunks) {
    read(chunk);
  }
  return messages;
}

describe("what has changed at a source", () => {
  test("is said by topics where the page knows them all, and may be anything where it does not", () => {
    const event = { type: "source_changed", source: "files" };
    expect(parsePortalEvent({ ...event, topics: ["notifications", "files"] })).toEqual({
      ...event,
      topics: ["notifications", "files"],
    });
    expect(parsePortalEvent({ ...event, topics: ["files", "calendar"] })).toEqual(event);
    expect(parsePortalEvent({ ...event, topics: "files" })).toEqual(event);
    expect(parsePortalEvent({ type: "inbox_changed", items: 3 })).toEqual({ type: "inbox_changed" });
  });
});

test("the end of a session says whether its person ended it from elsewhere, and nothing else that is no answer to that", () => {
  const event = { type: "session_ended", because: "signed_out" };
  expect(parsePortalEvent({ ...event, isElsewhere: true })).toEqual({ ...event, isElsewhere: true });
  expect(parsePortalEvent({ ...event, isElsewhere: "yes" })).toEqual(event);
  expect(parsePortalEvent(event)).toEqual(event);
});

describe("the stream", () => {
  test("is cut into messages, each with an id of its own or none", () => {
    expect(parse(": hello\n\nid: 7\ndata: a\n\ndata: b\ndata: c\n\nid\nevent: x\ndata:d\n\n")).toEqual([
      { id: "7", data: "a" },
      { id: null, data: "b\nc" },
      { id: null, data: "d" },
    ]);
  });

  test("says nothing of a message that has not ended, nor of one without data", () => {
    expect(parse("data: a\n", "id: 1\n")).toEqual([]);
    expect(parse("id: 1\n\n")).toEqual([]);
  });

  test("is the same however it is cut and whatever ends its lines", () => {
    const text = "id: 1\ndata: ä\n\n: ping\n\ndata: b\ndata: c\n\n";
    const whole = parse(text);
    fc.assert(
      fc.property(fc.constantFrom("\n", "\r\n", "\r"), fc.array(fc.nat(60), { maxLength: 6 }), (end, cuts) => {
        const other = text.replaceAll("\n", end);
        const places = [0, ...cuts.map((cut) => Math.min(cut, other.length)).sort((a, b) => a - b), other.length];
        const chunks = places.slice(1).map((to, index) => other.slice(places[index] ?? 0, to));
        expect(parse(...chunks)).toEqual(whole);
      }),
    );
  });

  test("is the same with an empty chunk in the middle of an end of line", () => {
    expect(parse("data: b\r", "", "\ndata: c\r\n\r\n")).toEqual([{ id: null, data: "b\nc" }]);
  });

  test("may not fill the memory with one message", () => {
    expect(() => parse("data: ", "x".repeat(70_000))).toThrow("too long");
  });
});

describe("an event", () => {
  const known = fc.record(
    {
      type: fc.constantFrom(...portalEventSchema.options.map((option) => option.shape.type.value), "other", "toString"),
      source: fc.oneof(fc.string(), fc.integer()),
      version: fc.oneof(fc.integer(), fc.double(), fc.string()),
      because: fc.constantFrom("signed_out", "expired", "else"),
      afterMilliseconds: fc.oneof(fc.integer(), fc.double()),
    },
    { requiredKeys: [] },
  );

  test("is read exactly as the contract reads it", () => {
    fc.assert(
      fc.property(fc.oneof(known, fc.jsonValue()), (value) => {
        const contract = portalEventSchema.safeParse(value);
        expect(parsePortalEvent(value)).toEqual(contract.success ? contract.data : null);
      }),
      { numRuns: 500 },
    );
  });

  test("is nothing where it is no JSON", () => {
    expect(parsePortalEvent("{")).toBeNull();
    expect(parsePortalEvent('{"type":"resync"}')).toEqual({ type: "resync" });
  });
});
