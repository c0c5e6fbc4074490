import { rollBack } from "@pforte/shared/contract/admin-publish";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { codeOf } from "#api/api-error.ts";
import { call } from "#api/call.ts";
import { useDraft } from "#api/draft.tsx";
import { useStepUp } from "#api/step-up.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";

/** Rolling back, from the choice of a version to its outcome. */
export interface RollBackAct {
  /** The version that is asked about; `null` while none is. */
  readonly version: number | null;
  readonly note: string;
  readonly setNote: (note: string) => void;
  readonly open: (version: number) => void;
  readonly close: () => void;
  /** `current` is the version in force that was looked at. */
  readonly rollBack: (current: number) => void;
  readonly isRunning: boolean;
  readonly isBack: boolean;
  readonly error: Error | null;
  /** What was brought back last from here. */
  readonly done: { readonly from: number; readonly version: number } | null;
}

interface Asked {
  readonly version: number | null;
  readonly note: string;
}

const nothing: Asked = { version: null, note: "" };

export function useRollBack(): RollBackAct {
  const { t } = useTopicText("adminPublish");
  const queries = useQueryClient();
  const draft = useDraft();
  const [asked, setAsked] = useState<Asked>(nothing);
  const [done, setDone] = useState<RollBackAct["done"]>(null);
  const stepUp = useStepUp({ form: "roll-back", read: () => asked, restore: setAsked });
  const readAgain = (): void => {
    void queries.invalidateQueries({ queryKey: ["admin-versions"] });
    void queries.invalidateQueries({ queryKey: ["admin-audit"] });
    draft.retry();
  };
  const mutation = useMutation({
    mutationFn: async ({ version, current }: { version: number; current: number }) =>
      stepUp.run(async () =>
        call(rollBack, { params: { version }, ifMatch: current, body: { note: asked.note.trim() } }),
      ),
    onSuccess: (outcome, { version }) => {
      if (outcome.kind === "signing-in") {
        return;
      }
      setAsked(nothing);
      setDone({ from: version, version: outcome.value.version });
      announce(t("history.done", { from: version, version: outcome.value.version }));
      readAgain();
    },
    onError: (error) => {
      if (codeOf(error) === "version_stale") {
        readAgain();
      }
    },
  });
  return {
    version: asked.version,
    note: asked.note,
    setNote: (note) => setAsked((before) => ({ ...before, note })),
    open: (version) => {
      mutation.reset();
      setDone(null);
      setAsked({ version, note: "" });
    },
    close: () => setAsked(nothing),
    rollBack: (current) => {
      if (asked.version !== null) {
        mutation.mutate({ version: asked.version, current });
      }
    },
    isRunning: mutation.isPending,
    isBack: stepUp.isBack,
    error: mutation.error,
    done,
  };
}
