import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { buildXml, parseXml } from "./xml.ts";

const parse = (text: string) => parseXml(text, 50);

function outcomeOf(read: () => unknown): string {
  try {
    return JSON.stringify(read());
  } catch (error) {
    if (error instanceof UpstreamError) return error.reason;
    throw error;
  }
}

describe("an XML document from a tool", () => {
  test("is read by namespaces, whatever prefixes the server chose", () => {
    const expected = {
      "d:multistatus": {
        "d:response": [
          { "d:href": "/a", "oc:id": "1", "nc:has-preview": "true" },
          { "d:href": "/b", "oc:id": "2", "nc:has-preview": "false" },
        ],
      },
    };
    const usual = `<?xml version="1.0"?>
      <d:multistatus xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns">
        <d:response><d:href>/a</d:href><oc:id>1</oc:id><nc:has-preview>true</nc:has-preview></d:response>
        <d:response><d:href>/b</d:href><oc:id>2</oc:id><nc:has-preview>false</nc:has-preview></d:response>
      </d:multistatus>`;
    const other = `<multistatus xmlns="DAV:" xmlns:x="http://owncloud.org/ns">
        <response><href>/a</href><x:id>1</x:id><has-preview xmlns="http://nextcloud.org/ns">true</has-preview></response>
        <oc:response xmlns:oc="DAV:"><oc:href>/b</oc:href><id xmlns="http://owncloud.org/ns">2</id>
          <d:has-preview xmlns:d="http://nextcloud.org/ns">false</d:has-preview></oc:response>
      </multistatus>`;
    expect(parse(usual)).toEqual(expected);
    expect(parse(other)).toEqual(expected);
  });

  test("keeps names of namespaces that nobody knows apart from ours", () => {
    expect(parse(`<a xmlns:d="urn:other"><d:href>x</d:href><y:b xmlns:y="urn:z"/></a>`)).toEqual({
      a: { "{urn:other}href": "x", "{urn:z}b": "" },
    });
  });

  test("brings texts as they were meant: references, sections, white space, digits", () => {
    expect(
      parse(`<a><b>A &amp; B &lt;c&gt; &#228;&#xe4; &amp;lt;</b><c> <![CDATA[<x>&amp;]]> y </c><d>007</d><e/></a>`),
    ).toEqual({ a: { b: "A & B <c> ää &lt;", c: " <x>&amp; y ", d: "007", e: "" } });
  });

  test.each([
    ["a billion laughs", `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>`],
    ["an external entity", `<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>`],
    ["an external document type", `<!doctype l SYSTEM "http://localhost/x.dtd"><l/>`],
    ["a cut document", `<a><b>x</b>`],
    ["a cut tag", `<a><b`],
    ["crossed tags", `<a><b></a></b>`],
    ["two roots", `<a/><b/>`],
    ["no root", `hello`],
    ["nothing", ``],
    ["HTML", `<html><br><p>Login</html>`],
    ["a name of the language", `<a><__proto__>x</__proto__></a>`],
    ["deep nesting", `${"<a>".repeat(60)}${"</a>".repeat(60)}`],
    ["very deep nesting", `${"<a>".repeat(200_000)}`],
  ])("is refused with %s", (_name, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ reason: "bad_response" }));
  });

  test.each(["constructor", "prototype", "toString", "hasOwnProperty"])(
    "never changes what objects are by %s",
    (name) => {
      const read = () => parse(`<a><${name}>x</${name}></a>`);
      const kept = [name, `__${name}`].map((key) => JSON.stringify({ a: { [key]: "x" } }));
      expect(["bad_response", ...kept]).toContain(outcomeOf(read));
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );

  test("is an object or a refusal, whatever it is", () => {
    const piece = fc.constantFrom(
      "<a>",
      "</a>",
      "<d:b xmlns:d='DAV:'>",
      "</d:b>",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "&x;",
    );
    const property = fc.property(fc.array(fc.oneof(piece, fc.string({ unit: "binary", maxLength: 8 }))), (pieces) => {
      try {
        return typeof parse(pieces.join("")) === "object";
      } catch (error) {
        return error instanceof Error && error.name === "UpstreamError";
      }
    });
    expect(fc.check(property, { numRuns: 2000 }).counterexample).toBeNull();
  });
});

describe("an XML document for a tool", () => {
  test("has one root that declares our prefixes, and lists as repeated elements", () => {
    expect(buildXml({ "d:propfind": { "d:prop": { "d:getetag": "", "oc:id": null } } })).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" ` +
        `xmlns:nc="http://nextcloud.org/ns" xmlns:s="http://sabredav.org/ns"><d:prop><d:getetag/><oc:id/></d:prop></d:propfind>`,
    );
    expect(buildXml({ "d:or": { "d:like": ["a", { "d:literal": 5 }] } })).toContain(
      "<d:like>a</d:like><d:like><d:literal>5</d:literal></d:like>",
    );
  });

  test("carries every text unchanged, and none of it as markup", () => {
    const odd = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom("&#228;", "&amp;", "]]>", "<b/>"),
    );
    const property = fc.property(odd, (text) => {
      const read = parse(buildXml({ "d:literal": { "d:text": text } }));
      const expected = text
        .toWellFormed()
        .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
        .replaceAll(/\r\n?/gu, "\n");
      return JSON.stringify(read) === JSON.stringify({ "d:literal": { "d:text": expected } });
    });
    expect(fc.check(property, { numRuns: 2000 }).counterexample).toBeNull();
  });

  test.each([
    [{}],
    [{ "d:a": "", "d:b": "" }],
    [{ a: "" }],
    [{ "d:a b": "" }],
    [{ "d:a": { "@_x": "1" } }],
    [{ "d:a": { "d:b": true } }],
  ])("is not written from %j", (document) => {
    expect(() => buildXml(document)).toThrow(TypeError);
  });
});
