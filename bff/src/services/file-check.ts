import { createHash } from "node:crypto";
import type { FileProblem } from "@pforte/shared/contract/admin-code";
import { configurationFileSchema, type ConfigurationFile } from "@pforte/shared/contract/configuration-file";
import { portalConfigurationSchema, type PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { placesOf, type DocumentPath } from "./configuration-places.ts";
import { referenceProblems, type SourceKinds } from "./configuration-references.ts";
import { lookProblems, type LookOptions } from "./file-looks.ts";
import { shapeProblems, type ShapeProblem } from "./file-issues.ts";
import { mergeFile, type Merged } from "./file-merge.ts";
import { readFileText, type FileText } from "./file-text.ts";
import { pictureProblems, type PictureKind } from "./picture-check.ts";

/** What a file says, laid over the document that was in force. */
export interface CheckedFile {
  readonly document: PortalConfiguration;
  readonly origin: string | null;
  /** What it keeps from now on: `portal/name`, `tiles`, `tiles/mail`, … */
  readonly paths: readonly string[];
  /** Uploaded pictures that come with it, by their names in the document. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  /** The problem of a part of the document, at its place in the file. */
  problemAt(path: DocumentPath, message: string): FileProblem;
}

interface CheckOptions {
  /** The document in force; null for a file that has to say everything by itself. */
  readonly base: PortalConfiguration | null;
  readonly kinds: SourceKinds;
  /** What has to be known to look at pictures, colours and frames as well; null looks at none. */
  readonly looks: LookOptions | null;
}

export type FileCheck =
  | { readonly kind: "problems"; readonly problems: readonly FileProblem[] }
  | { readonly kind: "checked"; readonly file: CheckedFile };

/** Reads a configuration file; what is wrong in its YAML, its shape and its references is told at once, by its lines. */
export function checkFile(text: string, { base, kinds, looks }: CheckOptions): FileCheck {
  const yaml = readFileText(text);
  const raw = formatted(yaml.value);
  if (raw === null) {
    const nothing = { line: null, column: null, path: "", message: "It is not a map of sections." };
    return { kind: "problems", problems: yaml.problems.length > 0 ? yaml.problems : [nothing] };
  }
  const merged = mergeFile(raw, base);
  const shape = configurationFileSchema.safeParse(raw);
  const document = portalConfigurationSchema.safeParse(merged.document);
  const inDocument = (path: DocumentPath, message: string): FileProblem => placed(yaml, merged, path, message);
  const problems = unique([
    ...yaml.problems,
    ...(shape.success ? [] : shapeProblems(shape.error).map((one) => inFile(yaml, raw, one))),
    ...(document.success ? [] : shapeProblems(document.error).map(({ path, message }) => inDocument(path, message))),
    ...referenceProblems(merged.document, kinds).map(({ path, message }) => inDocument(path, message)),
    ...(looks === null ? [] : lookProblems(merged.document, raw.pictures, looks)).map(({ path, message }) =>
      inDocument(path, message),
    ),
    ...(shape.success ? brokenPictures(shape.data).map((one) => inFile(yaml, raw, one)) : []),
  ]);
  if (!document.success || !shape.success || problems.length > 0) {
    return { kind: "problems", problems };
  }
  const { origin, pictures } = shape.data;
  return {
    kind: "checked",
    file: {
      document: document.data,
      origin: origin ?? null,
      paths: merged.paths,
      pictures: new Map(Object.entries(pictures ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes, "base64")])),
      problemAt: inDocument,
    },
  };
}

/** A document as it was before files had a format is read as one that says all of it. */
function formatted(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return null;
  }
  const isPlain = !("format" in value) && !("origin" in value) && !("manages" in value) && !("pictures" in value);
  return { ...(isPlain && { format: "pforte/1" }), ...value };
}

/** The bytes must be what the name says, and a picture that may be shown. */
function brokenPictures({ pictures = {} }: ConfigurationFile): ShapeProblem[] {
  return Object.entries(pictures).flatMap(([name, base64]) => {
    const bytes = Buffer.from(base64, "base64");
    const [, digest, kind] = /^upload:([0-9a-f]{64})\.(svg|png|webp)$/u.exec(name) ?? [];
    const isNamed = digest === createHash("sha256").update(bytes).digest("hex");
    const messages = [
      ...(isNamed ? [] : ["its name is not the digest of its bytes"]),
      // The name has one of the three kinds by its schema.
      ...pictureProblems(kind as PictureKind, bytes).map(({ message }) => message),
    ];
    return messages.map((message) => ({ path: ["pictures", name], message }));
  });
}

function inFile(yaml: FileText, raw: unknown, { path, message }: ShapeProblem): FileProblem {
  return { ...yaml.at(path), path: inWords(path, raw), message };
}

function placed(yaml: FileText, merged: Merged, path: DocumentPath, message: string): FileProblem {
  const said = merged.inFile(path);
  const at = said === null ? { line: null, column: null } : yaml.at(said);
  return { ...at, path: inWords(path, merged.document), message };
}

/** A path with the keys of entries instead of their numbers: `tiles.mail.links.de`. */
function inWords(path: DocumentPath, document: unknown): string {
  const [section, at, ...rest] = path;
  const keyed =
    typeof at === "number" && typeof section === "string"
      ? placesOf({ [section]: [entryOf(document, section, at)] }).keys
      : null;
  const key = keyed === null ? undefined : Object.values(keyed).flat()[0]?.text;
  return [section, key ?? at, ...rest].filter((step) => step !== undefined).join(".");
}

function entryOf(document: unknown, section: string, at: number): unknown {
  const list: unknown =
    typeof document === "object" && document !== null
      ? new Map<string, unknown>(Object.entries(document)).get(section)
      : null;
  return Array.isArray(list) ? list[at] : null;
}

/** The file and the document that it leads to are both read; what is wrong in both is said once. */
function unique(problems: readonly FileProblem[]): FileProblem[] {
  return [...new Map(problems.map((one) => [`${one.path} ${one.message}`, one])).values()].toSorted(
    (one, other) => (one.line ?? Infinity) - (other.line ?? Infinity) || (one.column ?? 0) - (other.column ?? 0),
  );
}
