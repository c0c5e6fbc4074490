import { removeAnnouncement, removeMaintenance } from "@pforte/shared/contract/admin-live";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#api/call.ts";
import { useStepUp } from "#api/step-up.ts";
import { liveQuery } from "./live-queries.ts";

/** What is asked to be taken back, on which version. */
export interface AskedRemoval {
  readonly kind: "announcement" | "maintenance";
  readonly key: string;
  readonly title: string;
  readonly version: number;
  readonly hasProof: boolean;
}

export interface Removal {
  readonly asked: AskedRemoval | null;
  readonly ask: (removal: AskedRemoval) => void;
  readonly close: () => void;
  readonly remove: () => void;
  readonly isRunning: boolean;
  readonly error: Error | null;
  readonly isBack: boolean;
}

/** Taking back an announcement, or ending a maintenance, at once. */
export function useRemoval(onRemoved: (removal: AskedRemoval) => void): Removal {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<AskedRemoval | null>(null);
  const stepUp = useStepUp<AskedRemoval | null>({
    form: "removal",
    read: () => asked,
    restore: setAsked,
  });
  const { mutate, reset, isPending, error } = useMutation({
    mutationFn: ({ kind, key, version }: AskedRemoval) =>
      stepUp.run(() =>
        call(kind === "maintenance" ? removeMaintenance : removeAnnouncement, { params: { key }, ifMatch: version }),
      ),
    onSuccess: ({ kind }, removal) => {
      if (kind === "done") {
        setAsked(null);
        onRemoved(removal);
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: liveQuery.queryKey }),
  });
  const set = (next: AskedRemoval | null): void => {
    reset();
    setAsked(next);
  };
  return {
    asked,
    ask: set,
    close: () => set(null),
    remove: () => {
      if (asked !== null) {
        mutate(asked);
      }
    },
    isRunning: isPending,
    error,
    isBack: stepUp.isBack,
  };
}
