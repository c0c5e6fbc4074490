import { switchSourceOff, switchSourceOn } from "@pforte/shared/contract/admin-live";
import { localize } from "@pforte/shared/contract/localized";
import type { ConfiguredSource } from "@pforte/shared/contract/portal-configuration";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { codeOf } from "#api/api-error.ts";
import { call } from "#api/call.ts";
import { useStepUp } from "#api/step-up.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import type { TypedPair } from "#ui/text-pair.tsx";
import { liveQuery, sourcesQuery } from "./sources-queries.ts";

/** What is asked about: switching a source off, with why, or on again. */
interface Asked {
  readonly key: string;
  readonly to: "off" | "on";
  readonly reason: TypedPair;
  /** The version that was looked at. */
  readonly version: number;
}

/** Switching sources at once, from the question to its outcome. */
export interface SwitchAct {
  readonly asked: Asked | null;
  readonly open: (key: string, to: Asked["to"], version: number) => void;
  readonly close: () => void;
  readonly setReason: (reason: TypedPair) => void;
  readonly run: (source: Pick<ConfiguredSource, "name">) => void;
  readonly isRunning: boolean;
  /** It has come back from a fresh sign-in. */
  readonly isBack: boolean;
  readonly error: Error | null;
}

export function useSwitch(): SwitchAct {
  const { t, language } = useTopicText("adminSources");
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const stepUp = useStepUp<Asked | null>({ form: "source-switch", read: () => asked, restore: setAsked });
  const mutation = useMutation({
    mutationFn: async ({ asked: { key, to, reason, version } }: { asked: Asked; name: string }) =>
      stepUp.run(async () =>
        to === "on"
          ? call(switchSourceOn, { params: { key }, ifMatch: version })
          : call(switchSourceOff, {
              params: { key },
              ifMatch: version,
              body: { switch: { source: key, ...reasonOf(reason) } },
            }),
      ),
    onSuccess: ({ kind }, { asked: { to }, name }) => {
      if (kind === "done") {
        setAsked(null);
        announce(t(to === "off" ? "adminSources.off.done" : "adminSources.on.done", { name }));
      }
    },
    onError: (error) => {
      // What others did is shown behind the question; the question itself is over.
      if (codeOf(error) === "version_stale") setAsked(null);
    },
    onSettled: async () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: liveQuery.queryKey }),
        queries.invalidateQueries({ queryKey: sourcesQuery.queryKey }),
      ]),
  });
  return {
    asked,
    open: (key, to, version) => {
      mutation.reset();
      setAsked({ key, to, version, reason: { de: "", en: "" } });
    },
    close: () => setAsked(null),
    setReason: (reason) => setAsked((before) => (before === null ? null : { ...before, reason })),
    run: ({ name }) => {
      if (asked !== null) mutation.mutate({ asked, name: localize(name, language) });
    },
    isRunning: mutation.isPending,
    isBack: stepUp.isBack,
    error: mutation.error,
  };
}

/** A reason that is there in English alone is shown to everybody rather than dropped. */
function reasonOf({ de, en }: TypedPair) {
  const [german, english] = [de.trim(), en.trim()];
  const reason = { de: german || english, ...(english !== "" && { en: english }) };
  return reason.de === "" ? {} : { reason };
}
