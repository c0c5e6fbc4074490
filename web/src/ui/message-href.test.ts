import { expect, test } from "vitest";
import { misleads, readHref } from "./message-href.ts";

test.each([
  ["https://example.org/a?b=c#d", "https://example.org/a?b=c#d", "example.org"],
  [" HTTP://Example.ORG ", "http://example.org/", "example.org"],
  ["https://ines:geheim@evil.example:8443/", "https://evil.example:8443/", "evil.example:8443"],
  ["https:\\\\evil.example", "https://evil.example/", "evil.example"],
])("%s leads to a page of the web, without a name or a password in it", (value, href, host) => {
  expect(readHref(value)).toEqual({ kind: "web", href, host });
});

test.each([
  ["mailto:ines@example.org", "mailto:ines@example.org", "example.org"],
  ["mailto:ines@example.org?bcc=evil@evil.example&body=x", "mailto:ines@example.org", "example.org"],
])("%s is a mail to that address and nothing more", (value, href, host) => {
  expect(readHref(value)).toEqual({ kind: "mail", href, host });
});

test.each([
  ["https://matrix.to/#/@ines:example.org", "@ines:example.org"],
  ["https://matrix.to/#/%40ines%3Aexample.org", "@ines:example.org"],
  ["https://matrix.to/#/@ines:example.org?via=x", "@ines:example.org"],
])("%s is a person", (value, id) => {
  expect(readHref(value)).toEqual({ kind: "person", id });
});

const nowhere = [
  "javascript:alert(1)",
  "data:text/html,x",
  "vbscript:x",
  "file:///x",
  "tel:1",
  "ftp://x/",
  "matrix:u/ines:example.org",
  "/auth/logout",
  "//evil.example",
  "#x",
  "",
  "https://",
  "mailto:",
  "mailto:a@b@c",
  "mailto:a%0d%0a@b",
  "https://matrix.to/#/!room:example.org",
  "https://matrix.to/#/#alias:example.org",
  "https://matrix.to/#/%",
];

test.each(nowhere)("%s leads nowhere", (value) => {
  expect(readHref(value)).toEqual({ kind: "none" });
});

test.each([
  ["https://example.org/", "example.org", false],
  ["www.example.org", "example.org", false],
  ["EXAMPLE.org", "www.example.org", false],
  ["Zur Anmeldung", "evil.example", false],
  ["intranet.example.org", "evil.example", true],
  ["Anmeldung (intranet.example.org)", "evil.example", true],
  ["https://intranet.example.org@evil.example/", "evil.example", true],
  ["intranet\uff0eexample\uff0eorg", "evil.example", true],
  ["apple.example", "xn--pple-43d.example", true],
  ["Weiter", "xn--pple-43d.example", true],
  ["example.org", "example.org:8443", false],
])("that the text %s leads to %s misleads: %s", (text, host, expected) => {
  expect(misleads(text, host)).toBe(expected);
});

test("a text that was made to be slow is not looked at to its end", () => {
  expect(misleads(`${"a".repeat(100_000)}.`, "evil.example")).toBe(false);
});
