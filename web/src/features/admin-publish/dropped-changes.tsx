import type { DraftChange } from "@pforte/shared/contract/admin-draft";
import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { actorName } from "#ui/actor-name.ts";
import { exactTime } from "#ui/exact-time.ts";
import { Icon } from "#ui/icon.tsx";
import { SectionHead } from "#ui/section-head.tsx";

/** Saved changes that no longer take effect, with why: nothing goes away without a word. */
export function DroppedChanges({ changes }: { changes: readonly DraftChange[] }): ReactElement | null {
  const text = useTopicText("adminPublish");
  const { t, fullTime } = text;
  const dropped = changes.filter((change) => change.dropped !== null);
  return dropped.length === 0 ? null : (
    <section aria-labelledby="publish-dropped">
      <SectionHead id="publish-dropped" title={t("publish.dropped")} />
      <p className="small muted">{t("publish.droppedText")}</p>
      <ul className="p-findings" aria-labelledby="publish-dropped">
        {dropped.map((change) => {
          const at = new Date(change.at);
          return (
            <li key={change.version} className="p-finding is-warning">
              <Icon name="warning" size={18} />
              <span>
                <b>{actorName(change.actor, text)}</b>{" "}
                <time dateTime={change.at} title={fullTime(at)}>
                  {exactTime(at, text)}
                </time>
                <span className="p-facts">
                  {t("publish.droppedOne", { count: change.operations.length })} <span lang="en">{change.dropped}</span>
                </span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
