import { XMLParser, XMLValidator } from "fast-xml-parser";
import { attributeProblem, elementNames, svgNamespace } from "./svg-allowlist.ts";

/** What an SVG must not hold, and where. */
export interface PictureProblem {
  readonly path: string;
  readonly message: string;
}

const mostElements = 2000;
const mostAttributes = 40;
const mostDepth = 32;
const tooMany = `It has more than ${mostElements} elements or comments.`;
const mostProblems = 20;

const textName = "#text";
const attributesName = ":@";

/**
 * Everything in an SVG that is not on the list of what drawings need (S66). It is refused as it is, never repaired: what a
 * repair leaves is what two parsers understand differently.
 */
export function svgProblems(bytes: Uint8Array): readonly PictureProblem[] {
  const text = decoded(bytes);
  if (text === null) return [{ path: "", message: "It is not text in UTF-8." }];
  const { body, problems } = markupOf(text);
  return problems.length > 0 ? problems : elementProblems(body);
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const declaration = /^<\?xml version=(?:"1\.[01]"|'1\.[01]')(?: [^?<>]{0,60})?\?>/u;
const encoding = /encoding=["']([^"']*)["']/u;

/** The text without its declaration, and what is in it beside elements, attributes, texts and comments. */
function markupOf(text: string): { body: string; problems: PictureProblem[] } {
  const declared = declaration.exec(text)?.[0] ?? "";
  const body = text.slice(declared.length);
  const named = encoding.exec(declared)?.[1] ?? "utf-8";
  const found = [
    [named.toLowerCase() !== "utf-8", `The encoding ${named} is not allowed, only UTF-8.`],
    [/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text), "Control characters are not allowed."],
    [/<!doctype/iu.test(body), "A document type (DOCTYPE) is not allowed."],
    [/<!(?:entity|element|attlist|notation)/iu.test(body), "Declarations of entities or elements are not allowed."],
    [/<!\[/u.test(body), "CDATA sections are not allowed."],
    [/<\?/u.test(body), "Processing instructions are not allowed."],
    [/&(?!(?:amp|lt|gt|quot|apos);)/u.test(body), "Entities and numbered characters are not allowed."],
  ] as const;
  const problems: PictureProblem[] = found.flatMap(([isFound, message]) => (isFound ? [{ path: "", message }] : []));
  const message = problems.length === 0 ? markupProblem(body) : null;
  if (message !== null) problems.push({ path: "", message });
  return { body, problems };
}

const name = "[A-Za-z_][A-Za-z0-9_.:-]*";
const tokens = [
  /[^<>]+/uy,
  /<!--(?:-(?!-)|[^-])*-->/uy,
  new RegExp(`</${name}[\\t\\n\\r ]*>`, "uy"),
  new RegExp(
    `<${name}(?:[\\t\\n\\r ]+${name}[\\t\\n\\r ]*=[\\t\\n\\r ]*(?:"[^"<]*"|'[^'<]*')){0,${mostAttributes}}[\\t\\n\\r ]*/?>`,
    "uy",
  ),
];

/**
 * Why the text is not a row of tags, comments and texts as every parser reads them, or null. What is not, such as a comment
 * in a tag or a value without quotes, is what parsers disagree on. Counts before anything is built of it.
 */
function markupProblem(text: string): string | null {
  const notWellFormed = `It is not well-formed XML, or an element has more than ${mostAttributes} attributes.`;
  let at = 0;
  for (let count = 0; at < text.length; count += 1) {
    if (count > mostElements * 4) return tooMany;
    const token = tokens.find((each) => {
      each.lastIndex = at;
      return each.test(text);
    });
    if (token === undefined) return notWellFormed;
    at = token.lastIndex;
  }
  return XMLValidator.validate(text) === true ? null : notWellFormed;
}

/** A node as the parser brings it: one key that is its name, and its attributes beside it. */
type Node = Readonly<Record<string, unknown>>;

function elementProblems(text: string): readonly PictureProblem[] {
  const parser = new XMLParser({
    preserveOrder: true,
    textNodeName: textName,
    attributeNamePrefix: "",
    ignoreAttributes: false,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: true,
    maxNestedTags: mostDepth,
  });
  let roots: readonly Node[];
  try {
    // In this mode the parser brings a list of such nodes.
    roots = parser.parse(text) as readonly Node[];
  } catch {
    return [{ path: "", message: `It is not XML that can be read, or has more than ${mostDepth} levels.` }];
  }
  const [root, ...others] = roots;
  if (root === undefined || others.length > 0 || nameOf(root) !== "svg") {
    return [{ path: "", message: "It is not one <svg> element." }];
  }
  if (attributesOf(root).get("xmlns") !== svgNamespace) {
    return [{ path: "svg", message: `The element <svg> is not in the namespace ${svgNamespace}.` }];
  }
  const problems: PictureProblem[] = [];
  if (collect([root], "", problems) > mostElements) {
    problems.unshift({ path: "", message: tooMany });
  }
  return problems.slice(0, mostProblems);
}

const nameOf = (node: Node) => Object.keys(node).find((key) => key !== attributesName) ?? textName;

function attributesOf(node: Node): ReadonlyMap<string, string> {
  const attributes = node[attributesName];
  const entries = typeof attributes === "object" && attributes !== null ? Object.entries(attributes) : [];
  return new Map(entries.map(([key, value]) => [key, String(value)]));
}

/** Adds what is wrong below, and returns how many elements there are. */
function collect(nodes: readonly Node[], above: string, problems: PictureProblem[]): number {
  let elements = 0;
  for (const node of nodes) {
    const element = nameOf(node);
    if (element === textName) {
      if (!/(?:^|\/)(?:title|desc)$/u.test(above)) {
        problems.push({ path: above, message: "Text is allowed in <title> and <desc> only." });
      }
      continue;
    }
    const path = above === "" ? element : `${above}/${element}`;
    if (!elementNames.has(element) || (element === "svg" && above !== "")) {
      problems.push({ path, message: `The element <${element}> is not allowed.` });
    }
    for (const [attribute, value] of attributesOf(node)) {
      const message = attributeProblem(attribute, value);
      if (message !== null) problems.push({ path: `${path}@${attribute}`, message });
    }
    // In this mode the parser brings the content of an element as a list of such nodes.
    elements += 1 + collect(node[element] as readonly Node[], path, problems);
  }
  return elements;
}
