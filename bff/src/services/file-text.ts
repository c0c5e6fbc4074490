import type { FileProblem } from "@pforte/shared/contract/admin-code";
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from "yaml";
import type { DocumentPath } from "./configuration-places.ts";

/** A YAML text as plain data, with the place of each of its parts. */
export interface FileText {
  /** Null where the text cannot be read as YAML. */
  readonly value: unknown;
  /** What is wrong with it as YAML. */
  readonly problems: readonly FileProblem[];
  /** Where a part begins; for one that is missing, where it would belong. */
  at(path: DocumentPath): { readonly line: number | null; readonly column: number | null };
}

const nowhere = { line: null, column: null };

/**
 * What reading costs grows with the parts of a text, not with its length: pictures are long, and one part each. The largest
 * document has about half as many.
 */
const mostParts = 40_000;
/** Whoever has more to mend reads the rest once these are gone. */
const mostFaults = 200;

export function readFileText(text: string): FileText {
  const lines = new LineCounter();
  const document = hasTooManyParts(text) ? null : parsed(text, lines);
  if (document === null) {
    const problem = { ...nowhere, path: "", message: "It has too many parts, or nests too deep." };
    return { value: null, problems: [problem], at: () => nowhere };
  }
  const faults = [...document.errors, ...document.warnings];
  const problems = faults.slice(0, mostFaults).map(({ message, pos }): FileProblem => {
    const { line, col } = lines.linePos(pos[0]);
    return { line, column: col, path: "", message: message.split("\n", 1)[0] ?? "" };
  });
  // A key that occurs twice leaves the rest readable; after other faults, what is read is a guess.
  const isReadable = faults.every(({ code }) => code === "DUPLICATE_KEY");
  const { value, problem } = isReadable ? valueOf(document) : { value: null, problem: null };
  return {
    value,
    problems: problem === null ? problems : [...problems, { ...nowhere, path: "", message: problem }],
    at(path) {
      const offset = offsetOf(document, path);
      const { line, col } = offset === null ? { line: null, col: null } : lines.linePos(offset);
      return { line, column: col };
    },
  };
}

function hasTooManyParts(text: string): boolean {
  let parts = 0;
  for (const _part of text.matchAll(/[\n,[{&*?]/gu)) {
    parts += 1;
    if (parts > mostParts) return true;
  }
  return false;
}

/** Null for a text that nests so deep that the parser runs out of stack. */
function parsed(text: string, lineCounter: LineCounter): Document | null {
  try {
    // Pretty errors quote their line: as many copies of a long line as it has faults.
    return parseDocument(text, { lineCounter, uniqueKeys: true, prettyErrors: false });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The plain value, null for a text without content; or the problem of aliases that lead nowhere or multiply without end. */
function valueOf(document: Document): { readonly value: unknown; readonly problem: string | null } {
  try {
    return { value: document.toJS({ maxAliasCount: 20 }), problem: null };
  } catch (error) {
    return { value: null, problem: error instanceof ReferenceError ? error.message : "It cannot be read." };
  }
}

function offsetOf(document: Document, path: DocumentPath): number | null {
  let node: unknown = document.contents;
  let offset: number | null = null;
  for (const step of path) {
    const found = partOf(isAlias(node) ? node.resolve(document) : node, step);
    if (found === null) break;
    offset = found.offset ?? offset;
    node = found.node;
  }
  return offset;
}

function partOf(node: unknown, step: string | number): { node: unknown; offset: number | null } | null {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return pair === undefined ? null : { node: pair.value, offset: startOf(pair.key) };
  }
  const entry: unknown = isSeq(node) && typeof step === "number" ? node.items[step] : undefined;
  return entry === undefined ? null : { node: entry, offset: startOf(entry) };
}

function startOf(node: unknown): number | null {
  const range: Node["range"] = isNode(node) ? node.range : undefined;
  return range?.[0] ?? null;
}
