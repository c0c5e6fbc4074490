import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { initials } from "#ui/initials.ts";
import { VisuallyHidden } from "#ui/visually-hidden.tsx";
import { personName } from "./talk-texts.ts";

const mostShown = 4;
const mostNamed = 10;

/** Who has read up to here and no further. */
export function Readers({ names }: { names: readonly string[] }): ReactElement | null {
  const { t, number } = useTopicText("talk");
  if (names.length === 0) {
    return null;
  }
  const named = names.slice(0, mostNamed).map(personName).join(", ");
  const more = names.length - mostNamed;
  const sentence = more > 0 ? t("talk.readByMore", { names: named, count: more }) : t("talk.readBy", { names: named });
  return (
    <p className="msg-readers" title={sentence}>
      <VisuallyHidden>{sentence}</VisuallyHidden>
      {[...new Set(names.slice(0, mostShown))].map((name) => (
        <span key={name} className="avatar avatar-s" aria-hidden="true">
          {initials(name)}
        </span>
      ))}
      {names.length > mostShown ? <span aria-hidden="true">+{number(names.length - mostShown)}</span> : null}
    </p>
  );
}
