import { differenceOf, type ConfigurationDifference } from "@pforte/shared/configuration/difference";
import type { FileProblem } from "@pforte/shared/contract/admin-code";
import type { Ownership } from "@pforte/shared/contract/admin-draft";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { ConfigurationStore } from "#storage/ports/configuration-store.ts";
import type { ActBy, DraftStore, Publication } from "#storage/ports/draft-store.ts";
import type { PictureStore } from "#storage/ports/picture-store.ts";
import type { SourceKinds } from "./configuration-references.ts";
import { checkFile, type CheckedFile } from "./file-check.ts";
import { driftOf } from "./file-drift.ts";
import { exportFile } from "./file-export.ts";
import { publishDocument } from "./publishing.ts";
import { Refusal } from "./refusal.ts";

/** What a file would do, or all that is wrong in it. */
export type FilePlan =
  | { readonly kind: "problems"; readonly problems: readonly FileProblem[] }
  | {
      readonly kind: "plan";
      /** In force; 0 where nothing is. */
      readonly version: number;
      readonly origin: string | null;
      readonly difference: ConfigurationDifference;
      /** Whether the file would keep something else from now on, even where the document stays as it is. */
      readonly changesOwnership: boolean;
      readonly document: PortalConfiguration;
    };

/** The configuration as a file. */
export interface ConfigurationFiles {
  plan(text: string): Promise<FilePlan>;
  /** Publishes what the file says if `version` is in force; without a version, on whatever is. Nothing is done where nothing changes. */
  apply(
    text: string,
    note: string,
    by: ActBy,
    version?: number,
  ): Promise<{ readonly version: number; readonly isChanged: boolean }>;
  drift(): Promise<{ readonly origin: string | null; readonly drift: ConfigurationDifference | null }>;
  /** The published document as YAML; null before the first. */
  export(): Promise<string | null>;
}

interface FileOptions {
  readonly store: DraftStore;
  readonly configurations: ConfigurationStore;
  readonly pictures: PictureStore;
  readonly kinds: SourceKinds;
  readonly publicOrigin: string;
}

/** What is in force, as far as a file is laid over it. */
interface InForce {
  readonly version: number;
  readonly document: PortalConfiguration | null;
  readonly ownership: Ownership | null;
}

export function createConfigurationFiles(options: FileOptions): ConfigurationFiles {
  const { store, configurations, pictures, publicOrigin } = options;
  const inForce = async (): Promise<InForce> => {
    if ((await configurations.current()) === null) {
      return { version: 0, document: null, ownership: null };
    }
    const { published, ownership } = await store.read();
    return { ...published, ownership };
  };
  return {
    async plan(text) {
      const current = await inForce();
      const check = await checked(text, current, options);
      if (check.kind === "problems") {
        return check;
      }
      const { document, origin } = check.file;
      const difference = differenceOf(current.document ?? nothing(document), document);
      const changesOwnership = ownershipAfter(check.file, current.ownership) !== undefined;
      return { kind: "plan", version: current.version, origin, difference, changesOwnership, document };
    },

    async apply(text, note, by, version) {
      const current = await inForce();
      if (version !== undefined && version !== current.version) {
        throw new Refusal("version_stale", "Another version was published since.");
      }
      const check = await checked(text, current, options);
      if (check.kind === "problems") {
        throw new Refusal("bad_request", "The file has mistakes.", check.problems.map(issueOf));
      }
      return publishFile(options, current, check.file, { note, by });
    },

    async drift() {
      const current = await inForce();
      const applied = await configurations.lastApplied();
      if (current.ownership === null || current.document === null || applied === null || applied.document === null) {
        return { origin: null, drift: null };
      }
      const { origin, paths } = current.ownership;
      return { origin, drift: driftOf(applied.document, current.document, paths) };
    },

    async export() {
      const { document } = await inForce();
      return document === null ? null : exportFile(document, pictures, publicOrigin);
    },
  };
}

/** A document in which nothing is, for the difference to the first one. */
function nothing({ portal }: PortalConfiguration): PortalConfiguration {
  return { portal, categories: [], folders: [], tiles: [], sources: [] };
}

async function checked(text: string, { document }: InForce, { pictures, kinds, publicOrigin }: FileOptions) {
  const named = [...text.matchAll(/upload:([0-9a-f]{64}\.(?:svg|png|webp))/gu)].map(([, name = ""]) => name);
  const inDocument = document === null ? [] : [...JSON.stringify(document).matchAll(/upload:([0-9a-f]{64}\.\w+)/gu)];
  const names = new Set([...named, ...inDocument.map(([, name = ""]) => name)]);
  const known = await pictures.known([...names]);
  const knownPictures = new Set([...known].map((name) => `upload:${name}`));
  return checkFile(text, { base: document, kinds, looks: { publicOrigin, knownPictures } });
}

function issueOf({ line, column, path, message }: FileProblem) {
  return { path, message: line === null ? message : `line ${line}, column ${column ?? 1}: ${message}` };
}

/** What is kept after this file; `undefined` where that stays as it is. A file without an origin changes nothing of it. */
function ownershipAfter({ origin, paths }: CheckedFile, before: Ownership | null): Publication["ownership"] {
  if (origin === null) {
    return undefined;
  }
  const after = paths.length === 0 ? null : { origin, paths: paths.toSorted() };
  const said = (one: { readonly origin: string; readonly paths: readonly string[] } | null) =>
    one === null ? "" : JSON.stringify([one.origin, one.paths.toSorted()]);
  return said(after) === said(before) ? undefined : after;
}

async function publishFile(
  { store, configurations, pictures }: FileOptions,
  current: InForce,
  file: CheckedFile,
  { note, by }: { readonly note: string; readonly by: ActBy },
) {
  const { document } = file;
  const ownership = ownershipAfter(file, current.ownership);
  const isSame = current.document !== null && differenceOf(current.document, document).length === 0;
  if (isSame && ownership === undefined) {
    return { version: current.version, isChanged: false };
  }
  // Under their digests they are the same whoever brings them, and nothing shows them before the document does.
  for (const [name, bytes] of file.pictures) {
    await pictures.add(name.slice("upload:".length), bytes, by);
  }
  if (current.document === null) {
    const actor = by.actor.kind === "operator" ? `operator:${by.actor.name}` : by.actor.kind;
    if ((await configurations.publish(document, { actor, note, after: null })) === null) {
      throw new Refusal("version_stale", "Another version was published since.");
    }
    if (ownership === undefined) {
      return { version: 1, isChanged: true };
    }
  }
  const { published } = await publishDocument(store, Math.max(current.version, 1), {
    ...by,
    document,
    note,
    action: "configuration.applied",
    rolledBackFrom: null,
    // Said again even where it stays, so that the newest applied version is what drift is measured from.
    ownership: ownership === undefined ? keptBy(file, current.ownership) : ownership,
  });
  return { version: published.version, isChanged: true };
}

/** The same ownership once more for a file that has one; a file without leaves everything as it is. */
function keptBy({ origin, paths }: CheckedFile, before: Ownership | null): Publication["ownership"] {
  if (origin === null) {
    return undefined;
  }
  return before === null ? null : { origin, paths: paths.toSorted() };
}
