import { applyOperations } from "@pforte/shared/configuration/apply-operations";
import { differenceOf, type ConfigurationDifference } from "@pforte/shared/configuration/difference";
import type { DraftOperation } from "@pforte/shared/contract/admin-draft";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { Suspense, useId } from "react";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { codeOf } from "#api/api-error.ts";
import type { DraftProblem } from "#api/draft-state.ts";
import { useDraft } from "#api/draft.tsx";
import { failureTexts } from "#i18n/failure-text.ts";
import { TopicTexts, useTopicText } from "#i18n/use-text.tsx";
import { actorName } from "#ui/actor-name.ts";
import { differenceText } from "#ui/difference-text.ts";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";

/** What stands between this tab's changes and the draft, and what can be done about it. */
export function DraftNotices(): ReactElement | null {
  const { draft, error, heardAt, problem, retry } = useDraft();
  switch (problem?.kind) {
    case "conflict":
      return (
        <Suspense fallback={null}>
          <TopicTexts topic="adminPublish">
            <Conflict problem={problem} />
          </TopicTexts>
        </Suspense>
      );
    case "failed":
      return <Failed problem={problem} />;
    case "overtaken":
      return <Overtaken onDismiss={problem.dismiss} />;
    case undefined:
      return draft === null || heardAt === null || !(error instanceof Error) ? null : (
        <PortalFailure error={error} since={new Date(heardAt)} onRetry={retry} />
      );
  }
}

/** That a file keeps parts of the configuration; what is locked says so at its place, too. */
export function LockedNotice(): ReactElement | null {
  const { t } = useTopicText("admin");
  const { draft } = useDraft();
  const origin = draft?.ownership?.origin;
  return origin === undefined ? null : (
    <div className="notice">
      <Icon name="lock" />
      <p>
        {t("draft.lockedTitle")}. {t("draft.locked", { origin })}
      </p>
    </div>
  );
}

type Conflict = Extract<DraftProblem, { kind: "conflict" }>;

/** Both sides in words, until one is chosen. */
function Conflict({ problem }: { problem: Conflict }): ReactElement {
  const { t } = useTopicText("admin");
  const names = useTopicText("adminPublish");
  const { before, theirs, mine, impossible, keepMine, takeTheirs } = problem;
  const title = useId();
  const others = theirs.changes.filter(({ version }) => version > before.version).map(({ actor }) => actor);
  const people = [...new Set(others.map((actor) => actorName(actor, names)))];
  const left = mine.filter((operation) => !impossible.includes(operation));
  return (
    <section className="adm-conflict" role="alert" aria-labelledby={title}>
      <h2 id={title}>
        <Icon name="warning" />
        {people.length === 1 ? t("draft.conflictBy", { people: people.join("") }) : t("draft.conflictTitle")}
      </h2>
      <p>{t("draft.conflictText")}</p>
      <div className="adm-sides">
        <Side name={t("draft.mine")} changes={madeOf(before.document, left)}>
          {impossible.length === 0 ? null : (
            <p className="adm-warn">{left.length === 0 ? t("draft.nothingLeft") : t("draft.impossible")}</p>
          )}
          {impossible.length === 0 ? null : <Changes changes={madeOf(before.document, impossible)} />}
        </Side>
        <Side name={t("draft.theirs")} changes={differenceOf(before.document, theirs.document)} />
      </div>
      <div className="acts">
        {left.length === 0 ? null : (
          <Button className="btn" onPress={keepMine}>
            {t("draft.keepMine")}
          </Button>
        )}
        <Button className="btn" onPress={takeTheirs}>
          {t("draft.takeTheirs")}
        </Button>
      </div>
    </section>
  );
}

function madeOf(document: PortalConfiguration, operations: readonly DraftOperation[]): ConfigurationDifference {
  const applied = applyOperations(document, operations);
  return applied.kind === "applied" ? differenceOf(document, applied.document) : [];
}

interface SideProps {
  readonly name: string;
  readonly changes: ConfigurationDifference;
  readonly children?: ReactElement | null | (ReactElement | null)[];
}

function Side({ name, changes, children = null }: SideProps): ReactElement {
  return (
    <div className="adm-side">
      <h3>{name}</h3>
      <Changes changes={changes} />
      {children}
    </div>
  );
}

function Changes({ changes }: { changes: ConfigurationDifference }): ReactElement {
  const text = useTopicText("adminPublish");
  return (
    <ul>
      {changes.map((change) => {
        const sentence = differenceText(change, text);
        return <li key={sentence}>{sentence}</li>;
      })}
    </ul>
  );
}

function Failed({ problem }: { problem: Extract<DraftProblem, { kind: "failed" }> }): ReactElement {
  const { t } = useTopicText("admin");
  const { text, remedy } = failureTexts[codeOf(problem.error)];
  return (
    <div className="notice notice-danger" role="alert">
      <Icon name="warning" />
      <p>
        <b>{t("draft.failedTitle")}.</b> {t(text)} {t(remedy)}
      </p>
      <div className="notice-acts">
        <Button className="btn btn-quiet" onPress={problem.giveUp}>
          {t("draft.giveUp")}
        </Button>
        <Button className="btn" onPress={problem.retry}>
          {t("draft.retry")}
        </Button>
      </div>
    </div>
  );
}

function Overtaken({ onDismiss }: { onDismiss: () => void }): ReactElement {
  const { t } = useTopicText("admin");
  return (
    <div className="notice notice-warn" role="alert">
      <Icon name="info" />
      <p>{t("draft.overtaken")}</p>
      <div className="notice-acts">
        <Button className="ib" aria-label={t("draft.dismiss")} onPress={onDismiss}>
          <Icon name="close" size={18} />
        </Button>
      </div>
    </div>
  );
}
