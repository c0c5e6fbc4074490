import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import type { FoundPerson } from "./use-people.ts";

interface PersonCardProps {
  readonly person: FoundPerson;
  readonly onEnd: () => void;
}

/** One person who was asked for by name: since when they are signed in, and the way to end that. */
export function PersonCard({ person, onEnd }: PersonCardProps): ReactElement {
  const { t, fullTime } = useTopicText("adminPeople");
  const { name, username, issuer, seenAt, sessions } = person;
  const at = (instant: string): string => fullTime(new Date(instant));
  return (
    <li className="ppl-person">
      <h3>{name}</h3>
      <p className="small muted">{t("adminPeople.account", { username, issuer })}</p>
      <p className="small muted">{t("adminPeople.seen", { when: at(seenAt) })}</p>
      {sessions.length === 0 ? (
        <p>{t("adminPeople.noSessions")}</p>
      ) : (
        <>
          <ul className="small" aria-label={t("adminPeople.sessions")}>
            {sessions.map(({ startedAt, lastActiveAt }) => (
              <li key={startedAt}>{t("adminPeople.session", { started: at(startedAt), active: at(lastActiveAt) })}</li>
            ))}
          </ul>
          <Button className="btn" onPress={onEnd} aria-label={t("adminPeople.endName", { name })}>
            {t("adminPeople.end")}
          </Button>
        </>
      )}
    </li>
  );
}
