import type { DraftOperation } from "@pforte/shared/contract/admin-draft";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { applyOperations, carryOut } from "@pforte/shared/configuration/apply-operations";
import { ownedBy, touchedPaths } from "@pforte/shared/configuration/owned-paths";
import type { StoredChange, StoredDraft } from "#storage/ports/draft-store.ts";
import type { Refusal } from "./refusal.ts";

/** The draft with the document that its changes lead to; a change that no longer fits says why. */
export interface ReplayedDraft extends StoredDraft {
  readonly document: PortalConfiguration;
}

/** What a file keeps, and where it says that it comes from. */
export interface KeptByFile {
  readonly origin: string;
  readonly paths: readonly string[];
}

/** What operations lead to, or what is in their way. */
export type Step =
  | { readonly kind: "applied"; readonly document: PortalConfiguration }
  | {
      readonly kind: "refused";
      readonly code: "conflict" | "owned_by_file";
      readonly message: string;
      readonly issues: Refusal["issues"];
    };

/** Carries out one change on a document, unless a file keeps what it would change. */
export function stepFrom(
  document: PortalConfiguration,
  ownership: KeptByFile | null,
  operations: readonly DraftOperation[],
): Step {
  const owned = ownership === null ? null : firstOwned(document, ownership, operations);
  if (owned !== null) {
    const message = `${owned} is kept by ${ownership?.origin}.`;
    return { kind: "refused", code: "owned_by_file", message, issues: [{ path: owned, message }] };
  }
  const applied = applyOperations(document, operations);
  if (applied.kind === "applied") return applied;
  const issues = [{ path: `operations/${applied.at}`, message: applied.message }];
  return { kind: "refused", code: "conflict", message: applied.message, issues };
}

/** What a change may touch depends on where things stand when its turn comes. */
function firstOwned(
  document: PortalConfiguration,
  { paths }: KeptByFile,
  operations: readonly DraftOperation[],
): string | null {
  let at = document;
  for (const operation of operations) {
    const owned = touchedPaths(operation, at).find((path) => ownedBy(paths, path));
    if (owned !== undefined) return owned;
    const next = carryOut(at, operation);
    if (typeof next === "string") return null;
    at = next;
  }
  return null;
}

/** Carries out changes one after the other; what does not fit is marked and takes no effect. */
export function replay(
  from: { readonly document: PortalConfiguration; readonly ownership: KeptByFile | null },
  changes: readonly StoredChange[],
): { readonly document: PortalConfiguration; readonly changes: readonly StoredChange[] } {
  // Nearly always all of it fits, as it did when it was saved; then the document is read once, and not after each change.
  const operations = changes.flatMap((change) => (change.dropped === null ? change.operations : []));
  const whole = stepFrom(from.document, from.ownership, operations);
  if (whole.kind === "applied") return { document: whole.document, changes };
  let { document } = from;
  const replayed: StoredChange[] = [];
  for (const change of changes) {
    const step = change.dropped === null ? stepFrom(document, from.ownership, change.operations) : null;
    if (step?.kind === "applied") ({ document } = step);
    replayed.push(step?.kind === "refused" ? { ...change, dropped: step.message } : change);
  }
  return { document, changes: replayed };
}

/**
 * Replays drafts, and remembers the last one: with each saved change a draft grows by that one alone, and a long draft would
 * otherwise cost more with every change.
 */
export class DraftReplay {
  #last: ReplayedDraft | null = null;

  of(draft: StoredDraft): ReplayedDraft {
    const { published, ownership } = draft;
    const known = this.#last !== null && isContinued(this.#last, draft) ? this.#last : null;
    const done = known?.changes ?? [];
    const from = { document: known?.document ?? published.document, ownership };
    const rest = replay(from, draft.changes.slice(done.length));
    const replayed = { ...draft, document: rest.document, changes: [...done, ...rest.changes] };
    // A reading that was overtaken must not cost the next one its start.
    if (replayed.version >= (this.#last?.version ?? 0)) this.#last = replayed;
    return replayed;
  }
}

/** A version of the draft is never used again, so that the same versions are the same changes. */
function isContinued(known: ReplayedDraft, { published, changes }: StoredDraft): boolean {
  return (
    known.published.version === published.version &&
    known.changes.length <= changes.length &&
    known.changes.every(({ version }, at) => changes[at]?.version === version)
  );
}
