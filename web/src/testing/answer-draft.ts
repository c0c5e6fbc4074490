import { changeDraft, readDraft, type Draft, type DraftOperation } from "@pforte/shared/contract/admin-draft";
import { applyOperations } from "@pforte/shared/configuration/apply-operations";
import { failure, network, reply } from "./server.ts";

/** A draft in the hands of a test, which keeps its rules: one winner per version, all or none. */
export interface DraftServer {
  readonly draft: () => Draft;
  /** What was saved from this page, in order. */
  readonly saved: readonly (readonly DraftOperation[])[];
  /** Lets somebody else save. */
  readonly others: (operations: readonly DraftOperation[]) => void;
  readonly set: (draft: Draft) => void;
  /** What the next saves are answered with instead: `lost` saves and does not answer. */
  readonly failNext: (how: "down" | "lost" | "refused") => void;
}

const ines = { kind: "person", issuer: "https://id.example.org", subject: "ines", name: "Ines Marquardt" } as const;

/** Answers reading and changing the draft. */
export function answerDraft(first: Draft): DraftServer {
  let draft = first;
  const saved: (readonly DraftOperation[])[] = [];
  const failures: ("down" | "lost" | "refused")[] = [];
  const save = (operations: readonly DraftOperation[], name: string): boolean => {
    const applied = applyOperations(draft.document, operations);
    if (applied.kind === "refused") {
      return false;
    }
    const version = draft.version + 1;
    const at = "2026-11-23T09:43:00.000Z";
    const change = { version, at, actor: { ...ines, name }, operations: [...operations], dropped: null };
    draft = { ...draft, version, document: applied.document, changes: [...draft.changes, change] };
    return true;
  };
  network.use(
    reply(readDraft, () => draft),
    reply(changeDraft, async (request) => {
      const { operations } = changeDraft.body.parse(await request.json());
      const how = failures.shift();
      if (how === "down" || how === "refused") {
        return how === "down" ? failure(503, "storage_unavailable") : failure(409, "conflict");
      }
      if (request.headers.get("if-match") !== `"${draft.version}"`) {
        return failure(412, "version_stale");
      }
      if (!save(operations, "Katharina Vogt")) {
        return failure(409, "conflict");
      }
      saved.push(operations);
      return how === "lost" ? failure(503, "storage_unavailable") : draft;
    }),
  );
  return {
    draft: () => draft,
    saved,
    others: (operations) => {
      if (!save(operations, "Ines Marquardt")) {
        throw new Error("The others' change does not fit.");
      }
    },
    set: (next) => {
      draft = next;
    },
    failNext: (how) => failures.push(how),
  };
}
