import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { DocumentPath } from "./configuration-places.ts";

const sections = ["categories", "folders", "tiles", "sources"] as const;

/** What a document would be with a file laid over it, whatever its shape. */
export interface Merged {
  readonly document: Readonly<Record<string, unknown>>;
  /** Where in the file a part of the document is said; null for what the file leaves as it was. */
  inFile(path: DocumentPath): DocumentPath | null;
  /** What the file says, as paths of ownership. */
  readonly paths: readonly string[];
}

/** Lays a file over a document; without one it has to say everything by itself. */
export function mergeFile(raw: Readonly<Record<string, unknown>>, base: PortalConfiguration | null): Merged {
  const isListed = raw.manages === "listed";
  const merged = new Map(sections.map((name) => [name as string, mergeSection(name, raw, base, isListed)]));
  const said = membersOf(raw.portal);
  return {
    document: {
      portal: said === null ? (raw.portal ?? base?.portal) : { ...base?.portal, ...Object.fromEntries(said) },
      ...Object.fromEntries([...merged].map(([name, { value }]) => [name, value])),
    },
    inFile: (path) => placeInFile(path, { raw, said, isAlone: base === null, merged }),
    paths: [
      ...[...(said?.keys() ?? [])].map((field) => `portal/${field}`),
      ...sections.flatMap((name) => {
        const list = raw[name];
        if (!Array.isArray(list)) return [];
        return isListed ? list.flatMap((entry: unknown) => keyOf(entry)).map((key) => `${name}/${key}`) : [name];
      }),
    ],
  };
}

interface Layers {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly said: ReadonlyMap<string, unknown> | null;
  readonly isAlone: boolean;
  readonly merged: ReadonlyMap<string, { readonly origin: readonly (number | null)[] | null }>;
}

function placeInFile(path: DocumentPath, { raw, said, isAlone, merged }: Layers): DocumentPath | null {
  const [section, part, ...rest] = path;
  if (section === undefined || raw[section] === undefined) {
    return null;
  }
  if (section === "portal") {
    return isAlone || said === null || said.has(String(part)) ? path : null;
  }
  const origin = merged.get(String(section))?.origin ?? null;
  return origin === null ? path : entryInFile(origin, section, part, rest);
}

function entryInFile(
  origin: readonly (number | null)[],
  section: string | number,
  part: string | number | undefined,
  rest: DocumentPath,
): DocumentPath | null {
  const at = typeof part === "number" ? origin[part] : undefined;
  return at === undefined || at === null ? null : [section, at, ...rest];
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : null;
}

function keyOf(entry: unknown): string[] {
  const key = membersOf(entry)?.get("key");
  return typeof key === "string" ? [key] : [];
}

/** A section, with the place of each entry in the file where it is put together of both. */
function mergeSection(
  name: (typeof sections)[number],
  raw: Readonly<Record<string, unknown>>,
  base: PortalConfiguration | null,
  isListed: boolean,
): { readonly value: unknown; readonly origin: readonly (number | null)[] | null } {
  const said = raw[name];
  const known: readonly { readonly key: string }[] = base?.[name] ?? [];
  if (said === undefined) {
    return { value: base?.[name], origin: known.map(() => null) };
  }
  if (!isListed || !Array.isArray(said)) {
    return { value: said, origin: null };
  }
  const entries = said.map((entry: unknown, at) => ({ entry, at, key: keyOf(entry)[0] }));
  const replacing = new Map(entries.toReversed().map((one) => [one.key, one]));
  const kept = known.map((entry) => replacing.get(entry.key) ?? { entry, at: null });
  const used = new Set(kept.map(({ at }) => at));
  const all = [...kept, ...entries.filter(({ at }) => !used.has(at))];
  return { value: all.map(({ entry }) => entry), origin: all.map(({ at }) => at) };
}
