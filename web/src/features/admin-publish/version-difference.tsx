import { differenceOf } from "@pforte/shared/configuration/difference";
import { useQueries } from "@tanstack/react-query";
import { useId } from "react";
import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { DifferenceList } from "#ui/difference-list.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { publishQueries } from "./publish-queries.ts";

interface VersionDifferenceProps {
  readonly from: number;
  readonly to: number;
  readonly title: string;
}

/** What leads from one version to another, in words. */
export function VersionDifference({ from, to, title }: VersionDifferenceProps): ReactElement {
  const { t } = useTopicText("adminPublish");
  const heading = useId();
  const read = useQueries({ queries: [publishQueries.version(from), publishQueries.version(to)] });
  const [before, after] = read.map(({ data }) => data);
  const failed = read.find(({ error }) => error !== null);
  return (
    <div className="p-between">
      <h4 id={heading}>{title}</h4>
      {before === undefined || after === undefined ? (
        failed === undefined || failed.error === null ? (
          <p className="muted" aria-busy="true">
            {t("history.comparing")}
          </p>
        ) : (
          <PortalFailure
            error={failed.error}
            since={null}
            isTrying={read.some(({ isFetching }) => isFetching)}
            onRetry={() =>
              void Promise.all(read.map(async ({ error, refetch }) => (error === null ? null : refetch())))
            }
          />
        )
      ) : (
        <Changes before={before} after={after} heading={heading} />
      )}
    </div>
  );
}

type Document = Parameters<typeof differenceOf>[0];

function Changes({
  before,
  after,
  heading,
}: {
  before: { readonly document: Document };
  after: { readonly document: Document };
  heading: string;
}): ReactElement {
  const { t } = useTopicText("adminPublish");
  const changes = differenceOf(before.document, after.document);
  return changes.length === 0 ? (
    <p className="muted">{t("history.same")}</p>
  ) : (
    <DifferenceList changes={changes} labelledBy={heading} />
  );
}
