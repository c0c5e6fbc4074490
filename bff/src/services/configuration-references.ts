import { portalSource } from "@pforte/shared/contract/inbox";
import { sourceSchema, type ConfiguredSource } from "@pforte/shared/contract/portal-configuration";
import { placesOf, type DocumentPath, type PlacedText } from "./configuration-places.ts";

/** What is wrong with a source of this kind, or null; an unknown kind is a problem too. */
export type SourceKinds = (source: ConfiguredSource) => string | null;

/** Something that a document's shape cannot say, and where. */
export interface ReferenceProblem {
  readonly kind: "reference" | "plain_http" | "source";
  /** Into the document, with the index of entries of lists. */
  readonly path: DocumentPath;
  /** The same in words, with the key of an entry: `tiles.mail`. */
  readonly where: string;
  readonly message: string;
}

/**
 * Names that point nowhere, twice the same key, a tile in two places, addresses in clear text, sources that their kind does
 * not take. A document of a wrong shape is read as far as it goes, so that everything can be said at once.
 */
export function referenceProblems(document: unknown, kinds: SourceKinds): readonly ReferenceProblem[] {
  const places = placesOf(document);
  return [
    ...(["tiles", "folders", "categories", "sources"] as const).flatMap((list) =>
      repeated(places.keys[list]).map(({ text, path }) =>
        problem("reference", path, list, `the key ${text} occurs twice`),
      ),
    ),
    ...dangling(places.namedTiles, "tile", places.keys.tiles),
    ...dangling(places.namedFolders, "folder", places.keys.folders),
    ...dangling(places.namedSources, "source", places.keys.sources),
    ...placedTwice("tiles", places.namedTiles),
    ...placedTwice("folders", places.namedFolders),
    ...places.addresses
      .filter(({ text }) => !isEncryptedOrLoopback(text))
      .map(({ text, path, where }) =>
        problem("plain_http", path, where, `${text} is neither https nor on this machine`),
      ),
    ...places.sources.flatMap(({ value, path, where }) => sourceProblems(value, path, where, kinds)),
  ];
}

function problem(kind: ReferenceProblem["kind"], path: DocumentPath, where: string, message: string): ReferenceProblem {
  return { kind, path, where, message };
}

/** All but the first of those that say the same. */
function repeated(texts: readonly PlacedText[]): PlacedText[] {
  const seen = new Set<string>();
  return texts.filter(({ text }) => seen.size === seen.add(text).size);
}

function dangling(named: readonly PlacedText[], what: string, known: readonly PlacedText[]): ReferenceProblem[] {
  const keys = new Set(known.map(({ text }) => text));
  return named
    .filter(({ text }) => !keys.has(text))
    .map(({ text, path, where }) => problem("reference", path, where, `there is no ${what} ${text}`));
}

/** The dock and central navigation name tiles that stand elsewhere. */
function placedTwice(list: "tiles" | "folders", named: readonly PlacedText[]): ReferenceProblem[] {
  return repeated(named.filter(({ path }) => path[0] !== "portal")).map(({ text, path }) =>
    problem("reference", path, `${list}.${text}`, "it is placed twice"),
  );
}

function sourceProblems(value: unknown, path: DocumentPath, where: string, kinds: SourceKinds): ReferenceProblem[] {
  const source = sourceSchema.safeParse(value);
  if (!source.success) {
    return [];
  }
  const fault = kinds(source.data);
  return [
    ...(source.data.key === portalSource
      ? [problem("source", path, where, "this key names the portal's own notifications")]
      : []),
    ...(fault === null ? [] : [problem("source", path, where, fault)]),
  ];
}

/** Clear text is for this very machine only. */
export function isEncryptedOrLoopback(address: string): boolean {
  if (!URL.canParse(address)) {
    return true;
  }
  const { protocol, hostname } = new URL(address);
  return (
    protocol === "https:" ||
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "127.0.0.1" ||
    hostname === "[::1]"
  );
}
