import { XMLBuilder, XMLParser } from "fast-xml-parser";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { xmlNames } from "#connectors/kit/xml.ts";

const textName = "#text";
const attributesName = ":@";
const attributePrefix = "@_";

const prefixes = new Map<string, string>(Object.entries(xmlNames).map(([prefix, name]) => [name, prefix]));

/** An element in the order of the document: one key that is its name, and its attributes beside it. */
type Ordered = Readonly<Record<string, unknown>>;

/** The namespaces in force by prefix; `""` is the default one. */
type Scope = ReadonlyMap<string, string>;

/** The one root element of a document as `{ name: value }`. A value is a text, or an object of values and lists of values. */
export function parseXml(text: string, depth: number): Readonly<Record<string, unknown>> {
  // A document type brings entities and addresses (XXE, billion laughs), and no tool of ours needs one.
  if (/<!(?:DOCTYPE|ENTITY)/iu.test(text)) throw nonsense("The tool's answer declares a document type.");
  const roots = ordered(text, depth).filter((node) => nameOf(node) !== textName);
  const [root] = roots;
  if (root === undefined || roots.length !== 1) throw nonsense("The tool's answer is not one XML document.");
  return Object.fromEntries([valueOf(root, new Map())]);
}

function ordered(text: string, depth: number): readonly Ordered[] {
  const parser = new XMLParser({
    preserveOrder: true,
    textNodeName: textName,
    attributeNamePrefix: attributePrefix,
    ignoreAttributes: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    // Besides the five of XML itself this decodes numeric references; no other entity can exist without a document type.
    htmlEntities: true,
    maxNestedTags: depth,
  });
  try {
    // `true` refuses what is cut off or not well-formed. In this mode the parser brings a list of such nodes.
    return parser.parse(text, true) as readonly Ordered[];
  } catch {
    throw nonsense("The tool's answer is not XML that can be read.");
  }
}

const nameOf = (node: Ordered) => Object.keys(node).find((key) => key !== attributesName) ?? textName;

function valueOf(node: Ordered, outer: Scope): [string, unknown] {
  const name = nameOf(node);
  const scope = scopeOf(node[attributesName], outer);
  // The parser brings the content of an element as a list of such nodes.
  const content = node[name] as readonly Ordered[];
  const children = content.filter((child) => nameOf(child) !== textName);
  if (children.length === 0) return [wellKnown(name, scope), textOf(content)];
  const values = new Map<string, unknown>();
  for (const child of children) {
    const [key, value] = valueOf(child, scope);
    const before = values.get(key);
    if (before === undefined) values.set(key, value);
    else if (Array.isArray(before)) before.push(value);
    else values.set(key, [before, value]);
  }
  return [wellKnown(name, scope), Object.fromEntries(values)];
}

function textOf(content: readonly Ordered[]): string {
  return content.map(({ [textName]: text }) => (typeof text === "string" ? text : "")).join("");
}

function scopeOf(attributes: unknown, outer: Scope): Scope {
  if (typeof attributes !== "object" || attributes === null) return outer;
  const scope = new Map(outer);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === `${attributePrefix}xmlns`) scope.set("", String(value));
    if (name.startsWith(`${attributePrefix}xmlns:`))
      scope.set(name.slice(`${attributePrefix}xmlns:`.length), String(value));
  }
  return scope;
}

/** `d:href` for a namespace that we know, `{namespace}href` for another, `href` for none. */
function wellKnown(name: string, scope: Scope): string {
  const colon = name.indexOf(":");
  const local = name.slice(colon + 1);
  const namespace = scope.get(colon < 0 ? "" : name.slice(0, colon)) ?? "";
  const prefix = prefixes.get(namespace);
  if (prefix !== undefined) return `${prefix}:${local}`;
  return namespace === "" ? local : `{${namespace}}${local}`;
}

const elementName = /^(?:d|oc|nc|s):[A-Za-z][A-Za-z0-9_-]*$/u;
// Characters that no XML document can carry, not even as a reference (XML 1.0 section 2.2).
const unwritable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Writes a document whose names carry our prefixes. Texts are escaped; what XML cannot carry becomes U+FFFD. */
export function buildXml(document: Readonly<Record<string, unknown>>): string {
  const [root, ...others] = Object.entries(writable(document));
  if (root === undefined || others.length > 0) throw new TypeError("An XML document has one root.");
  const [name, content] = root;
  const names = Object.entries(xmlNames).map(([prefix, uri]): [string, unknown] => [
    `${attributePrefix}xmlns:${prefix}`,
    uri,
  ]);
  const children = typeof content === "object" && content !== null ? content : { [textName]: content };
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: attributePrefix,
    textNodeName: textName,
    suppressEmptyNode: true,
  });
  return `<?xml version="1.0" encoding="UTF-8"?>${builder.build({ [name]: { ...Object.fromEntries(names), ...children } })}`;
}

function writable(content: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => {
      if (!elementName.test(name)) throw new TypeError("A name that an XML document of ours cannot have.");
      return [name, Array.isArray(value) ? value.map(writableValue) : writableValue(value)];
    }),
  );
}

function writableValue(value: unknown): unknown {
  if (value === null || value === undefined) return "";
  // Anything that is an object is one of elements.
  if (typeof value === "object") return writable(value as Readonly<Record<string, unknown>>);
  if (typeof value !== "string" && typeof value !== "number")
    throw new TypeError("A value that is neither text nor element.");
  return String(value).toWellFormed().replaceAll(unwritable, "\ufffd");
}

const nonsense = (message: string) => new UpstreamError("bad_response", message);
