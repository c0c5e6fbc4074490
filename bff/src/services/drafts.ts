import type { Draft, DraftOperation } from "@pforte/shared/contract/admin-draft";
import type { ActBy, DraftStore, StoredDraft } from "#storage/ports/draft-store.ts";
import { DraftReplay, stepFrom, type ReplayedDraft } from "./draft-replay.ts";
import { Refusal } from "./refusal.ts";

/** The one draft that all administrators share. */
export interface Drafts {
  /** What lies there, with the document that follows from it. */
  current(): Promise<ReplayedDraft>;
  /** Saves one change; refused when somebody saved since that version, or when it does not fit. */
  change(version: number, operations: readonly DraftOperation[], by: ActBy): Promise<ReplayedDraft>;
  /** Takes everything back to what is published. */
  discard(version: number, by: ActBy): Promise<ReplayedDraft>;
  /** The same for what a store just returned. */
  replayed(draft: StoredDraft): ReplayedDraft;
}

export function createDrafts(store: DraftStore): Drafts {
  const replay = new DraftReplay();
  const current = async () => replay.of(await store.read());
  const savedOr412 = (draft: StoredDraft | null): ReplayedDraft => {
    if (draft === null) throw staleDraft();
    return replay.of(draft);
  };
  return {
    current,
    async change(version, operations, by) {
      const stored = await store.read();
      if (stored.version !== version) throw staleDraft();
      const draft = replay.of(stored);
      const step = stepFrom(draft.document, draft.ownership, operations);
      if (step.kind === "refused") throw new Refusal(step.code, step.message, step.issues);
      return savedOr412(await store.append(version, operations, by));
    },
    discard: async (version, by) => savedOr412(await store.discard(version, by)),
    replayed: (draft) => replay.of(draft),
  };
}

/** Somebody else was faster. */
export function staleDraft(): Refusal {
  return new Refusal("version_stale", "The draft was changed since.");
}

/** The draft as the contract has it. */
export function draftReply({ version, document, published, changes, ownership }: ReplayedDraft): Draft {
  return {
    version,
    document,
    published,
    changes: changes.map(({ version: saved, at, actor, operations, dropped }) => ({
      version: saved,
      at: at.toISOString(),
      actor,
      operations: [...operations],
      dropped,
    })),
    ownership,
  };
}
