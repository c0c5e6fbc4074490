import DOMPurify from "dompurify";

const words = (list: string): readonly string[] => list.split(" ");

/**
 * What of a message's HTML is kept; a subset of what the Matrix specification allows ("m.room.message msgtypes"). A picture
 * is its description: without an address it loads nothing.
 */
export const allowedTags = [
  words("p br hr div span h1 h2 h3 h4 h5 h6 pre blockquote details summary ul ol li"),
  words("strong b em i u del s strike code sub sup a img"),
  words("table caption thead tbody tr th td"),
].flat();

/** `href` of links, `start` of numbered lists, `alt` of pictures; which element may have which is said when it is drawn. */
export const allowedAttributes = ["href", "start", "alt"] as const;

/** Elements that go with all that is in them: it is not for reading, or not the sender's own (`mx-reply`). */
const goneWithContent = [
  words("mx-reply script style template noscript noembed noframes iframe object embed applet"),
  words("svg math audio video canvas head title textarea select option datalist frameset"),
  words("xmp plaintext annotation-xml foreignobject selectedcontent portal fencedframe"),
].flat();

/** Bounds of what is drawn as more than plain text. */
export const htmlBounds = { characters: 65_536, nodes: 2000, depth: 100 } as const;
const mostBrackets = 4000;
const mostReopened = 50;
// The parser opens these again in each block that follows, as often as they differ: few bytes become millions of elements.
const reopened = /<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/][^>]/giu;

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createHTML: (html: string) => string; createScriptURL: (url: string) => string },
  ): { createHTML(html: string): unknown };
}

/**
 * The one policy of the portal's pages (`trusted-types portal`). It is known to this module alone: nothing else can turn
 * text into HTML. `undefined` where the browser has no trusted types.
 */
const policy = (globalThis as { readonly trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy("portal", {
  // Read by the sanitiser in a document of its own, in which nothing is run or loaded.
  createHTML: (html) => html,
  createScriptURL: () => {
    throw new TypeError("The portal makes no addresses of scripts.");
  },
});

const config = {
  ALLOWED_TAGS: allowedTags,
  ALLOWED_ATTR: [...allowedAttributes],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  ALLOWED_NAMESPACES: ["http://www.w3.org/1999/xhtml"],
  // A number, and no address.
  ADD_URI_SAFE_ATTR: ["start"],
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:)/iu,
  ADD_FORBID_CONTENTS: goneWithContent,
  IN_PLACE: true as const,
  // Its types come from a package that the browser's own replace.
  ...(policy === undefined ? {} : { TRUSTED_TYPES_POLICY: policy as never }),
};

/**
 * The HTML of a message as a tree of allowed elements that belongs to no page; `null` where it is too large or too deep
 * to be drawn, and its plain text takes its place. Who draws it decides again what becomes of each element.
 */
export function sanitised(html: string): DocumentFragment | null {
  if (
    html.length > htmlBounds.characters ||
    count(html, /</gu) > mostBrackets ||
    count(html, reopened) > mostReopened
  ) {
    return null;
  }
  const root = read(withMarkedNames(html));
  DOMPurify.sanitize(root, config);
  unmark(root);
  const fragment = root.ownerDocument.createDocumentFragment();
  fragment.append(...root.childNodes);
  return isBounded(fragment) ? fragment : null;
}

/**
 * Reads HTML in the document of a template, where nothing is run, loaded or connected. The sanitiser's own way is a whole
 * document, which is under the page's policy: a `base` or a `video` in a message would be reported.
 */
function read(html: string): HTMLElement {
  const template = document.createElement("template");
  // The policy's own kind of text; a string where the browser has no trusted types.
  template.innerHTML = (policy === undefined ? html : policy.createHTML(html)) as string;
  const root = template.content.ownerDocument.createElement("div");
  root.append(template.content);
  return root;
}

/** A character for private use, which means nothing in a message and is taken out of it. */
const mark = "\uE000";
const reportedName = /(?<!<\/?)(?<![a-z0-9-])(?:on[a-z]+|style)(?=[\t\n\f\r />=])/giu;

/**
 * Gives attributes of the names `style` and `on…` others. They do no harm and are removed, but browsers report them as
 * violations of the page's policy in the moment in which they are read, in whatever document that is. This is against
 * the noise alone: what it misses is removed all the same.
 */
function withMarkedNames(html: string): string {
  return html.replaceAll(mark, "").replaceAll(reportedName, `$&${mark}`);
}

/** Text and addresses may hold the same words. */
function unmark(root: HTMLElement): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      node.nodeValue = node.nodeValue?.replaceAll(mark, "") ?? null;
      continue;
    }
    // Nothing else but elements is walked through.
    const element = node as Element;
    for (const { name, value } of element.attributes) {
      if (value.includes(mark)) {
        element.setAttribute(name, value.replaceAll(mark, ""));
      }
    }
  }
}

function count(html: string, what: RegExp): number {
  return html.match(what)?.length ?? 0;
}

function isBounded(fragment: DocumentFragment): boolean {
  const walker = document.createTreeWalker(fragment);
  let nodes = 0;
  let depth = 0;
  for (;;) {
    if (walker.firstChild() !== null) {
      depth += 1;
    } else {
      while (walker.nextSibling() === null) {
        if (walker.parentNode() === null) {
          return true;
        }
        depth -= 1;
      }
    }
    nodes += 1;
    if (nodes > htmlBounds.nodes || depth > htmlBounds.depth) {
      return false;
    }
  }
}
