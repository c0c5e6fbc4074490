import type { ConfigurationChange, ConfigurationDifference } from "@pforte/shared/configuration/difference";
import { useState } from "react";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { differenceText } from "./difference-text.ts";
import { Icon } from "./icon.tsx";

const icons = { added: "plus", removed: "trash", changed: "pen", moved: "move" } as const;

/** A whole portal that moves in has hundreds of changes; nobody reads them all at once. */
const shownAtFirst = 60;

interface DifferenceListProps {
  readonly changes: ConfigurationDifference;
  /** Id of the heading that names the list. */
  readonly labelledBy: string;
  /** Whose change it is, where that is known. */
  readonly whoOf?: (change: ConfigurationChange) => string | null;
}

/** What differs between two configurations, one sentence a row; inside of the texts of `adminPublish`. */
export function DifferenceList({ changes, labelledBy, whoOf }: DifferenceListProps): ReactElement {
  const text = useTopicText("adminPublish");
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? changes : changes.slice(0, shownAtFirst);
  return (
    <>
      <ul className="p-diff" aria-labelledby={labelledBy}>
        {shown.map((change) => {
          const who = whoOf?.(change) ?? null;
          return (
            <li key={keyOf(change)} className={`p-change is-${change.kind}`}>
              <Icon name={icons[change.kind]} size={18} />
              <span>{differenceText(change, text)}</span>
              {who === null ? null : <span className="p-who">{who}</span>}
            </li>
          );
        })}
      </ul>
      {shown.length === changes.length ? null : (
        <Button className="linkbtn" onPress={() => setWhole(true)}>
          {text.t("difference.all", { count: changes.length })}
        </Button>
      )}
    </>
  );
}

function keyOf(change: ConfigurationChange): string {
  return [change.kind, change.what, change.named?.key ?? "", change.kind === "changed" ? change.field : ""].join(" ");
}
