import type { ConfigurationChange, ConfigurationDifference } from "@pforte/shared/configuration/difference";
import type { Draft } from "@pforte/shared/contract/admin-draft";
import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { actorName } from "#ui/actor-name.ts";
import { DifferenceList } from "#ui/difference-list.tsx";
import { SectionHead } from "#ui/section-head.tsx";
import { actorsOf } from "./attribution.ts";

/** What publishing would change, in words, each change with whose it is. */
export function DraftDifference({
  draft,
  changes,
  people,
}: {
  draft: Draft;
  changes: ConfigurationDifference;
  people: readonly string[];
}): ReactElement {
  const text = useTopicText("adminPublish");
  const { t } = text;
  const whoOf = (change: ConfigurationChange): string | null => {
    const actors = actorsOf(change, draft.changes);
    return actors.length === 0 ? null : actors.map((actor) => actorName(actor, text)).join(", ");
  };
  return (
    <section aria-labelledby="difference">
      <SectionHead
        id="difference"
        title={t("publish.difference")}
        count={<span className="p-count num">{changes.length}</span>}
      />
      {people.length === 0 ? null : <p className="small muted">{t("publish.whose", { people: people.join(", ") })}</p>}
      {changes.length === 0 ? (
        <p className="muted">{t("publish.noDifference")}</p>
      ) : (
        <DifferenceList changes={changes} labelledBy="difference" whoOf={whoOf} />
      )}
    </section>
  );
}
