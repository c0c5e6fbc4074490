import type { Home } from "@pforte/shared/contract/home";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { Button, FieldError, Input, Label, TextField } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import "#styles/views-sources.css";
import { ActFailure } from "#ui/act-failure.tsx";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { EndQuestion } from "./end-question.tsx";
import { PersonCard } from "./person-card.tsx";
import { presenceQuery, useEnding, useSearch } from "./use-people.ts";

/** The section at `/admin/people`: how many are signed in, and one person by exact name. There is no list. */
// oxlint-disable-next-line no-unused-vars -- all sections take the same
export function PeopleSection(_: { home: Home }): ReactElement {
  const { t } = useTopicText("adminPeople");
  const { mutate, reset, result, error, isPending } = useSearch();
  const act = useEnding(mutate);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (act.done !== null) {
      // The button that was pressed goes with the sessions; after the question has given the focus back to it.
      requestAnimationFrame(() => heading.current?.focus());
    }
  }, [act.done]);
  return (
    <div className="ppl-view">
      <h2 ref={heading} tabIndex={-1}>
        {t("adminPeople.heading")}
      </h2>
      <Presence />
      <p className="muted">{t("adminPeople.text")}</p>
      <SearchForm onSearch={mutate} onChange={reset} isRunning={isPending} />
      {error === null ? null : <ActFailure error={error} />}
      {act.done === null ? null : (
        <div className="notice notice-ok">
          <Icon name="check" />
          <p>{act.done}</p>
        </div>
      )}
      <output>
        {result?.people.length === 0 ? <p>{t("adminPeople.none", { username: result.username })}</p> : null}
      </output>
      {result === null || result.people.length === 0 ? null : (
        <ul className="ppl-found" aria-label={t("adminPeople.found")}>
          {result.people.map((person) => (
            <PersonCard key={`${person.issuer} ${person.subject}`} person={person} onEnd={() => act.open(person)} />
          ))}
        </ul>
      )}
      {act.asked === null ? null : <EndQuestion act={act} person={act.asked} />}
    </div>
  );
}

function Presence(): ReactElement {
  const { t, number } = useTopicText("adminPeople");
  const { data, error, isFetching, dataUpdatedAt, refetch } = useQuery(presenceQuery);
  const failure =
    error === null ? null : (
      <PortalFailure
        error={error}
        since={data === undefined ? null : new Date(dataUpdatedAt)}
        isTrying={isFetching}
        onRetry={() => void refetch()}
      />
    );
  if (data === undefined) return failure ?? <RowSkeletons rows={1} label={t("adminPeople.loading")} />;
  const sessions = number(data.sessions);
  return (
    <>
      {failure}
      <p>
        {data.people === 1
          ? t("adminPeople.presenceOne", { sessions })
          : t("adminPeople.presence", { people: number(data.people), sessions })}
      </p>
    </>
  );
}

interface SearchFormProps {
  readonly onSearch: (username: string) => void;
  /** What was found belongs to a name that is being changed. */
  readonly onChange: () => void;
  readonly isRunning: boolean;
}

function SearchForm({ onSearch, onChange, isRunning }: SearchFormProps): ReactElement {
  const { t } = useTopicText("adminPeople");
  const [username, setUsername] = useState("");
  const [isTried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const isMissing = username.trim() === "";
  const handleSubmit = (event: { preventDefault(): void }): void => {
    event.preventDefault();
    setTried(true);
    if (isMissing) {
      field.current?.focus();
    } else {
      onSearch(username.trim());
    }
  };
  return (
    <search>
      <form className="ppl-find" onSubmit={handleSubmit} noValidate>
        <TextField
          className="field"
          value={username}
          onChange={(next) => {
            setUsername(next);
            onChange();
          }}
          isRequired
          isInvalid={isTried && isMissing}
          validationBehavior="aria"
          maxLength={200}
          autoComplete="off"
          spellCheck="false"
        >
          <Label>{t("adminPeople.username")}</Label>
          <Input className="input" ref={field} />
          <FieldError className="field-error">{t("adminPeople.usernameMissing")}</FieldError>
        </TextField>
        <Button type="submit" className="btn btn-primary" isPending={isRunning}>
          {t("adminPeople.find")}
        </Button>
      </form>
    </search>
  );
}
