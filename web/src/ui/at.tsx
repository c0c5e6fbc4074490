import type { ReactElement } from "react";
import { useText } from "#i18n/use-text.tsx";

/** A time as a row shows it, and in full for whoever asks. */
export function At({ at, now }: { at: Date; now: Date }): ReactElement {
  const { shortTime, fullTime } = useText();
  return (
    <time dateTime={at.toISOString()} title={fullTime(at)}>
      {shortTime(at, now)}
    </time>
  );
}
