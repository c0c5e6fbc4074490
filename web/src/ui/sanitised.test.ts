import { hostileMessages } from "@pforte/shared/testing/hostile-messages";
import { afterEach, expect, test } from "vitest";
import { allowedAttributes, allowedTags, htmlBounds, sanitised } from "./sanitised.ts";

const left = (html: string): string | null => {
  const fragment = sanitised(html);
  const holder = document.implementation.createHTMLDocument().createElement("div");
  if (fragment === null) {
    return null;
  }
  holder.append(fragment);
  return holder.innerHTML;
};

const policy = [
  "default-src 'none'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; frame-src 'none'",
  // The development server brings styles by a script; in the portal they are a file.
  "style-src 'self' 'unsafe-inline'; style-src-attr 'none'; base-uri 'none'; object-src 'none'; form-action 'self'",
  "require-trusted-types-for 'script'; trusted-types portal",
].join("; ");

const frames: HTMLIFrameElement[] = [];
afterEach(() => {
  for (const frame of frames.splice(0)) {
    frame.remove();
  }
});

test("under the portal's policy every hostile message is read and drawn without a report, by one policy named portal (S36)", async () => {
  const frame = document.createElement("iframe");
  frames.push(frame);
  const told = new Promise<unknown>((resolve) => {
    const hear = ({ data, source }: MessageEvent): void => {
      if (source === frame.contentWindow) {
        globalThis.removeEventListener("message", hear);
        resolve(data);
      }
    };
    globalThis.addEventListener("message", hear);
  });
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><title>x</title><body><script type="module" src="/src/testing/policed-page.tsx"></script></body>`;
  document.body.append(frame);
  const count = hostileMessages.filter(({ html }) => html !== null).length;
  expect(await told).toEqual({
    said: [],
    drawn: count,
    last: '<div class="said" dir="auto"><p>Guten <strong>Morgen</strong></p></div>',
  });
});

test("leaves elements and attributes of the lists alone, in a document that is not the page's", () => {
  const fragments = hostileMessages.map(({ html }) => sanitised(html ?? "")).filter((one) => one !== null);
  expect(fragments.filter(({ ownerDocument }) => ownerDocument === document)).toEqual([]);
  const elements = fragments.flatMap((fragment) => Array.from(fragment.querySelectorAll("*")));
  // What an element is cannot be taken from it; it is made nothing instead, and not drawn.
  const attributes = elements.flatMap((element) => [...element.attributes]).filter(({ name }) => name !== "is");
  const found = new Set([...elements.map(({ localName }) => localName), ...attributes.map(({ name }) => `@${name}`)]);
  const known = new Set([...allowedTags, ...allowedAttributes.map((name) => `@${name}`)]);
  expect([...found].filter((name) => !known.has(name))).toEqual([]);
  const addresses = attributes.filter(({ name, value }) => name === "href" && value !== "").map(({ value }) => value);
  expect(addresses.length).toBeGreaterThan(20);
  expect(addresses.filter((value) => !/^(?:https?:\/\/|mailto:)/iu.test(value))).toEqual([]);
  expect(elements.filter((element) => (element.getAttribute("is") ?? "") !== "")).toEqual([]);
});

test("keeps what the specification lets people write", () => {
  const html =
    '<h2>Plan</h2><p>Bis <strong>Freitag</strong>, <em>bitte</em> <del>morgen</del> <u>heute</u></p><ol start="3"><li>eins</li></ol>' +
    "<blockquote><p>Zitat</p></blockquote><pre><code>a &lt; b</code></pre><p>H<sub>2</sub>O<sup>2</sup></p><hr>" +
    "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>B</td></tr></tbody></table>" +
    '<details><summary>Mehr</summary>Text</details><p><a href="https://example.org/">Seite</a></p>';
  expect(left(html)).toBe(html);
});

test("names attributes for looks anew before they are read, and leaves the same word in text and addresses alone", () => {
  for (const attribute of [
    'style="color:red"',
    "STYLE='x'",
    "style\n=x",
    "title='>' style=x",
    "/style=x",
    'title="x"onclick=y',
    "onload",
    "OnFocus\f=x",
  ]) {
    expect(left(`<p ${attribute}>x</p>`)).toBe("<p>x</p>");
  }
  const html =
    '<p>Setzen Sie style="a", style = b, onclick ein, \uE000<a href="https://example.org/?style=1&amp;on=2">online style=1</a></p>';
  expect(left(html)).toBe(html.replace("\uE000", ""));
  expect(left("<style =x>p { top: 0 }</style>ja")).toBe("ja");
});

test("takes away what a sender may not say: the words of others, addresses of pictures, looks and names", () => {
  expect(left("<mx-reply><blockquote>nie gesagt</blockquote></mx-reply>ja")).toBe("ja");
  expect(left('<img src="mxc://example.org/x" alt="Lageplan" title="x" width="9">')).toBe('<img alt="Lageplan">');
  expect(
    left('<font color="#fff" data-mx-color="#fff"><span class="btn" id="x" style="top:0">Text</span></font>'),
  ).toBe("<span>Text</span>");
  expect(left("<svg><text>x</text></svg><math><mi>y</mi></math><style>z</style>ja")).toBe("ja");
});

test.each([
  ["too long", "x".repeat(htmlBounds.characters + 1)],
  ["too many elements", "<p>x".repeat(htmlBounds.nodes / 2 + 1)],
  ["too deep", "<div>".repeat(htmlBounds.depth + 1)],
  ["too many brackets", "<".repeat(4001)],
  ["of elements that open again and again", `${'<font color="x">'.repeat(51)}x`],
])("what is %s is no HTML for it", (_what, html) => {
  expect(sanitised(html)).toBeNull();
});

test("what is just within its bounds is read", () => {
  expect(left("<div>".repeat(htmlBounds.depth - 1))?.startsWith("<div><div>")).toBe(true);
  expect(left("x".repeat(htmlBounds.characters))).toHaveLength(htmlBounds.characters);
});
