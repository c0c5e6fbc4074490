import { applyFile, planFile, readDrift, type FileProblem } from "@pforte/shared/contract/admin-code";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, codeOf } from "#api/api-error.ts";
import { call } from "#api/call.ts";
import { useDraft } from "#api/draft.tsx";
import { useStepUp } from "#api/step-up.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";

export const driftQuery = queryOptions({
  queryKey: ["admin-drift"],
  queryFn: ({ signal }) => call(readDrift, {}, signal),
});

/** What a file would change, or all that is wrong in it. */
export type FilePlan = CallReply<typeof planFile>;

/** A file on its way: pasted or chosen, looked through, applied. */
export interface FileAct {
  readonly text: string;
  readonly note: string;
  readonly setText: (text: string) => void;
  readonly setNote: (note: string) => void;
  readonly check: () => void;
  readonly isChecking: boolean;
  /** What was found of exactly this text; `null` before. */
  readonly plan: FilePlan | null;
  readonly checkError: Error | null;
  /** Applies it to the version that was looked at. */
  readonly apply: (version: number) => void;
  readonly isApplying: boolean;
  readonly applyError: Error | null;
  readonly isBack: boolean;
  readonly done: CallReply<typeof applyFile> | null;
}

export function useFile(): FileAct {
  const { t } = useTopicText("adminCode");
  const queries = useQueryClient();
  const draft = useDraft();
  const [text, setText] = useState("");
  const [note, setNote] = useState("");
  const [done, setDone] = useState<FileAct["done"]>(null);
  const plan = useMutation({
    mutationFn: async (file: string) => call(planFile, { body: { text: file } }),
    onSuccess: (found) =>
      announce(
        found.kind === "problems"
          ? t("file.saidProblems", { count: found.problems.length })
          : t("file.saidChanges", { count: found.difference.length }),
      ),
  });
  const stepUp = useStepUp({
    form: "file",
    read: () => ({ text, note }),
    restore: (input) => {
      setText(input.text);
      setNote(input.note);
      plan.mutate(input.text);
    },
  });
  const apply = useMutation({
    mutationFn: async (version: number) =>
      stepUp.run(async () => call(applyFile, { ifMatch: version, body: { text, note: note.trim() } })),
    onSuccess: (outcome) => {
      if (outcome.kind === "signing-in") {
        return;
      }
      const { value } = outcome;
      setDone(value);
      announce(t(value.isChanged ? "file.done" : "file.doneNothing", { version: value.version }));
      setText("");
      setNote("");
      plan.reset();
      draft.retry();
      for (const key of ["admin-drift", "admin-versions", "admin-audit"]) {
        void queries.invalidateQueries({ queryKey: [key] });
      }
    },
    onError: (error) => {
      if (codeOf(error) === "version_stale") {
        plan.mutate(text);
      }
    },
  });
  return {
    text,
    note,
    setText: (next) => {
      setText(next);
      setDone(null);
      // What was found was found of another text.
      plan.reset();
      apply.reset();
    },
    setNote,
    check: () => {
      apply.reset();
      plan.mutate(text);
    },
    isChecking: plan.isPending,
    plan: refusedPlan(apply.error) ?? plan.data ?? null,
    checkError: plan.error,
    apply: (version) => apply.mutate(version),
    isApplying: apply.isPending,
    applyError: refusedPlan(apply.error) === null ? apply.error : null,
    isBack: stepUp.isBack,
    done,
  };
}

/** A file that is refused when it is applied is as wrong as one that is refused when it is looked through. */
function refusedPlan(error: Error | null): FilePlan | null {
  const issues = error instanceof ApiError && error.failure.code === "bad_request" ? error.failure.issues : undefined;
  const problems = issues?.map(({ path, message }): FileProblem => ({ line: null, column: null, path, message })) ?? [];
  return problems.length === 0 ? null : { kind: "problems", problems };
}
