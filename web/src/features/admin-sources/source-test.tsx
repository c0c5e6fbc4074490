import { testSource } from "@pforte/shared/contract/admin-sources";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import type { ConfiguredSource } from "@pforte/shared/contract/portal-configuration";
import { useMutation } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { call } from "#api/call.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { ActFailure } from "#ui/act-failure.tsx";
import { announce } from "#ui/announcer.tsx";
import { Icon } from "#ui/icon.tsx";

type Step = CallReply<typeof testSource>["steps"][number];

/** Tries the source as it stands in the form; `read` gives nothing where something is wrong with that. */
export function SourceTest({ read }: { read: () => ConfiguredSource | null }): ReactElement {
  const { t } = useTopicText("adminSources");
  const test = useMutation({
    mutationFn: (source: ConfiguredSource) => call(testSource, { body: { source } }),
    onSuccess: ({ steps }) => announce(t(verdictOf(steps))),
  });
  const handlePress = (): void => {
    const source = read();
    test.reset();
    if (source !== null) test.mutate(source);
  };
  return (
    <div className="src-test">
      <Button className="btn" onPress={handlePress} isPending={test.isPending}>
        {t("adminSources.test")}
      </Button>
      <p className="src-hint">{t("adminSources.testHint")}</p>
      {test.error === null ? null : <ActFailure error={test.error} />}
      {test.data === undefined ? null : (
        <>
          <p className="src-verdict">{t(verdictOf(test.data.steps))}</p>
          <ol className="src-steps">
            {test.data.steps.map((step) => (
              <StepRow key={step.step} {...step} />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

const verdictOf = (steps: readonly Step[]) =>
  steps.some(({ state }) => state === "failed") ? "adminSources.testFailed" : "adminSources.testOk";

const icons = { ok: "check", failed: "error", skipped: "more" } as const;

function StepRow({ step, state, detail, milliseconds }: Step): ReactElement {
  const { t, number } = useTopicText("adminSources");
  return (
    <li className={`src-step is-${state}`}>
      <Icon name={icons[state]} size={18} />
      <div>
        <p>
          <b>{t(`adminSources.step.${step}`)}</b>{" "}
          <span className="muted">
            {t(`adminSources.stepState.${state}`)}
            {milliseconds === null ? null : ` · ${number(Math.round(milliseconds))} ms`}
          </span>
        </p>
        {detail === "" ? null : (
          <p className="small muted" lang="en">
            {detail}
          </p>
        )}
      </div>
    </li>
  );
}
