import { publishDraft } from "@pforte/shared/contract/admin-publish";
import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { codeOf } from "#api/api-error.ts";
import { call } from "#api/call.ts";
import { useDraft } from "#api/draft.tsx";
import { usePortalClient } from "#api/portal-client.tsx";
import { useStepUp } from "#api/step-up.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";

/** What a person has entered before they publish. */
export interface PublishInput {
  readonly note: string;
  /** Ids of warnings that were accepted. */
  readonly accepted: readonly string[];
}

/** The act of publishing with what was entered for it. */
export interface PublishAct {
  readonly input: PublishInput;
  readonly change: (input: PublishInput) => void;
  readonly publish: (version: number) => void;
  readonly isRunning: boolean;
  readonly isBack: boolean;
  readonly error: Error | null;
  /** What was published last from here. */
  readonly done: { readonly version: number; readonly at: Date } | null;
}

const nothing: PublishInput = { note: "", accepted: [] };

/** What is entered, for as long as the page lives: hints lead to other sections, and whoever comes back goes on. */
const entered = new WeakMap<QueryClient, PublishInput>();

export function usePublish(): PublishAct {
  const { t, time } = useTopicText("adminPublish");
  const queries = useQueryClient();
  const { now } = usePortalClient();
  const client = useDraft();
  const [input, setShown] = useState<PublishInput>(() => entered.get(queries) ?? nothing);
  const setInput = (next: PublishInput): void => {
    entered.set(queries, next);
    setShown(next);
  };
  const [done, setDone] = useState<PublishAct["done"]>(null);
  const stepUp = useStepUp({ form: "publish", read: () => input, restore: setInput });
  const mutation = useMutation({
    mutationFn: async (version: number) =>
      stepUp.run(async () =>
        call(publishDraft, { ifMatch: version, body: { note: input.note.trim(), accepted: [...input.accepted] } }),
      ),
    onSuccess: (outcome) => {
      if (outcome.kind === "signing-in") {
        return;
      }
      const { version } = outcome.value.published;
      const at = now();
      setInput(nothing);
      setDone({ version, at });
      announce(t("publish.done", { version, time: time(at) }));
      client.replace(outcome.value);
      void queries.invalidateQueries({ queryKey: ["admin-versions"] });
      void queries.invalidateQueries({ queryKey: ["admin-audit"] });
    },
    onError: (error) => {
      const code = codeOf(error);
      if (code === "version_stale") {
        client.retry();
      }
      if (code === "not_publishable") {
        void queries.invalidateQueries({ queryKey: ["admin-lint"] });
      }
    },
  });
  return {
    input,
    change: setInput,
    publish: (version) => {
      setDone(null);
      mutation.mutate(version);
    },
    isRunning: mutation.isPending,
    isBack: stepUp.isBack,
    error: mutation.error,
    done,
  };
}
