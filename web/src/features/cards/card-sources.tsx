import type { Home } from "@pforte/shared/contract/home";
import type { SourceOutcome } from "@pforte/shared/contract/source-outcome";
import type { ReactElement } from "react";
import { SourceLine } from "#ui/source-line.tsx";
import { isSilent, SourceMessage } from "#ui/source-message.tsx";
import { toolHrefOf } from "#ui/tool-href.ts";

/** What the sources of a card say for themselves: a line above what others have, or all that there is to say. */
export function CardSources({
  home,
  sources,
  hasRows,
  isTrying,
  onRetry,
}: {
  home: Home;
  sources: readonly SourceOutcome[];
  hasRows: boolean;
  isTrying: boolean;
  onRetry: () => void;
}): ReactElement {
  // Where one of several tools is not for this person, there is nothing to do about it here.
  const concerned = sources.filter(({ outcome }) => outcome.state !== "not_entitled");
  const [first] = concerned;
  if (!hasRows && first !== undefined && concerned.length === 1 && isSilent(first.outcome.state)) {
    return (
      <SourceMessage outcome={first} toolHref={toolHrefOf(home, first.source)} isTrying={isTrying} onRetry={onRetry} />
    );
  }
  return (
    <>
      {concerned.map((source) => (
        <SourceLine key={source.source} outcome={source} isTrying={isTrying} onRetry={onRetry} isSilentToo />
      ))}
    </>
  );
}

/** Whether each source that is this person's has said what it has. */
export function haveSpoken(sources: readonly SourceOutcome[]): boolean {
  return sources.every(
    ({ outcome }) =>
      outcome.state === "not_entitled" ||
      (!isSilent(outcome.state) && outcome.state !== "loading" && outcome.state !== "throttled"),
  );
}
