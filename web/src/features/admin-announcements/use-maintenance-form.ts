import { parseInput } from "@pforte/shared/configuration/check";
import { putMaintenance } from "@pforte/shared/contract/admin-live";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#api/call.ts";
import { useStepUp } from "#api/step-up.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import type { TypedPair } from "#ui/text-pair.tsx";
import { liveQuery, type KnownMaintenance } from "./live-queries.ts";

/** A maintenance as it is typed, with the tile that it is of, so that it can come back from a sign-in by itself. */
export interface MaintenanceInput {
  readonly tile: string;
  readonly name: string;
  readonly text: TypedPair;
  readonly from: string | null;
  readonly until: string | null;
  /** The version that it was begun on: what others enter meanwhile is not overwritten without a word. */
  readonly version: number;
}

/** Name under which a half-finished maintenance waits for the end of a sign-in. */
export const maintenanceForm = "maintenance";

interface MaintenanceFormOptions {
  readonly tile: string;
  readonly name: string;
  readonly known: KnownMaintenance | null;
  readonly kept: MaintenanceInput | undefined;
  readonly onDone: () => void;
}

export function useMaintenanceForm({ tile, name, known, kept, onDone }: MaintenanceFormOptions) {
  const { t } = useTopicText("adminAnnouncements");
  const queries = useQueryClient();
  const [input, setInput] = useState<MaintenanceInput>(kept ?? inputOf(tile, name, known));
  const [isTyped, setTyped] = useState(kept !== undefined);
  const [problems, setProblems] = useState<ReadonlySet<string>>(new Set());
  const stepUp = useStepUp<MaintenanceInput>({
    form: maintenanceForm,
    read: () => input,
    // Of this tile alone: another one's is opened by whoever draws the section.
    restore: (back) => setInput((before) => (back.tile === tile ? back : before)),
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (version: number) =>
      stepUp.run(() =>
        call(putMaintenance, {
          params: { key: tile },
          body: { maintenance: maintenanceFrom(input) },
          ifMatch: version,
        }),
      ),
    onSuccess: ({ kind }) => {
      if (kind === "done") {
        announce(t("maintenances.done", { tile: name }));
        onDone();
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: liveQuery.queryKey }),
  });
  const put = (version = input.version): void => {
    const parsed = parseInput("maintenance", maintenanceFrom(input));
    setProblems(new Set(parsed.error?.issues.map(({ path }) => String(path[0]))));
    if (parsed.success) {
      setInput((before) => ({ ...before, version }));
      mutate(version);
    }
  };
  return {
    input,
    isTyped,
    change: (some: Partial<MaintenanceInput>) => {
      setTyped(true);
      setInput((before) => ({ ...before, ...some }));
    },
    problems,
    put,
    isRunning: isPending,
    error,
  };
}

function inputOf(tile: string, name: string, known: KnownMaintenance | null): MaintenanceInput {
  const { text, from, until } = known?.maintenance ?? {};
  return {
    tile,
    name,
    text: { de: text?.de ?? "", en: text?.en ?? "" },
    from: from ?? null,
    until: until ?? null,
    version: known?.version ?? 0,
  };
}

function maintenanceFrom({ tile, text: { de, en }, from, until }: MaintenanceInput) {
  return {
    tile,
    text: en.trim() === "" ? { de } : { de, en },
    ...(from === null ? {} : { from }),
    ...(until === null ? {} : { until }),
  };
}
