import { SaxesParser } from "saxes";

/** An element of a request, its name resolved to `{namespace}local`. */
export interface XmlElement {
  readonly name: string;
  readonly children: XmlElement[];
  /** The text directly inside, without that of children. */
  text: string;
  /** All inside as it could be written again, for values that are kept and not understood. */
  inner: string;
}

const namespaces = {
  "DAV:": "d",
  "http://owncloud.org/ns": "oc",
  "http://nextcloud.org/ns": "nc",
  "http://sabredav.org/ns": "s",
} as const;

/** Names of the four namespaces that a Nextcloud speaks. */
export const dav = (local: string) => `{DAV:}${local}`;
export const oc = (local: string) => `{http://owncloud.org/ns}${local}`;
export const nc = (local: string) => `{http://nextcloud.org/ns}${local}`;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as it is written in XML, by the named entities that Sabre uses too. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** The document, or null where it is not well-formed, has no element or brings a document type along. */
export function parseXml(text: string): XmlElement | null {
  const top: XmlElement = { name: "", children: [], text: "", inner: "" };
  const path = [top];
  const here = () => path.at(-1) ?? top;
  let isRefused = false;
  const parser = new SaxesParser({ xmlns: true });
  parser.on("error", () => (isRefused = true));
  parser.on("doctype", () => (isRefused = true));
  parser.on("opentag", (tag) => {
    const element: XmlElement = { name: `{${tag.uri}}${tag.local}`, children: [], text: "", inner: "" };
    // An undeclared or emptied prefix is an error in XML namespaces 1.0, also where the parser lets it pass.
    for (const attribute of Object.values(tag.attributes)) {
      if (attribute.prefix === "xmlns" && attribute.value === "") isRefused = true;
    }
    here().children.push(element);
    path.push(element);
  });
  const addText = (piece: string) => {
    here().text += piece;
    here().inner += escapeXml(piece);
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const element = path.pop();
    if (element !== undefined) here().inner += tag(element.name, element.inner);
  });
  try {
    parser.write(text).close();
  } catch {
    return null;
  }
  return isRefused ? null : (top.children[0] ?? null);
}

/** The first child of this name. */
export function child(element: XmlElement | null | undefined, name: string): XmlElement | null {
  return element?.children.find((each) => each.name === name) ?? null;
}

/** An element as it is written: known namespaces by their prefix, others declared on the spot. */
export function tag(name: string, inner: string): string {
  const [, namespace = "", local = name] = /^\{(.*)\}(.*)$/.exec(name) ?? [];
  const prefix = Object.entries(namespaces).find(([uri]) => uri === namespace)?.[1];
  const [open, close] =
    prefix !== undefined
      ? [`${prefix}:${local}`, `${prefix}:${local}`]
      : namespace === ""
        ? [`${local} xmlns=""`, local]
        : [`x:${local} xmlns:x="${escapeXml(namespace)}"`, `x:${local}`];
  return inner === "" ? `<${open}/>` : `<${open}>${inner}</${close}>`;
}

/** A whole document; `root` is a name such as `d:multistatus`. */
export function xmlDocument(root: string, inner: string): string {
  const declarations = Object.entries(namespaces).map(([uri, prefix]) => `xmlns:${prefix}="${uri}"`);
  return `<?xml version="1.0"?>\n<${root} ${declarations.join(" ")}>${inner}</${root}>`;
}
