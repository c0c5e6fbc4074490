import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { Autocomplete, Input, Label, ListBox, ListBoxItem, SearchField } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { DialogBox } from "#ui/dialog-box.tsx";
import { Icon } from "#ui/icon.tsx";
import { initials } from "#ui/initials.ts";
import type { ChatSource } from "./listed-room.ts";
import { useChatAct } from "./use-chat-act.ts";
import { usePeopleSearch, type FoundPerson, type PeopleSearch } from "./use-people-search.ts";

interface NewTalkDialogProps {
  readonly sources: readonly ChatSource[];
  /** Opens the room with the chosen person. */
  readonly onOpen: (id: string) => void;
  readonly onClose: () => void;
}

/** Finds somebody to talk to; the room with them is opened, and made where there is none. Loaded on its first use. */
export function NewTalkDialog({ sources, onOpen, onClose }: NewTalkDialogProps): ReactElement {
  const { t } = useTopicText("rooms");
  const [term, setTerm] = useState("");
  const [attempt, setAttempt] = useState(0);
  const search = usePeopleSearch(sources, term, attempt);
  const { isRunning, failure, run } = useChatAct();
  useAnnounced(search);
  const start = async ({ hub, person }: FoundPerson): Promise<void> => {
    await run(async () => {
      const room = await hub.startDirect(person.id);
      onOpen(`${hub.source}:${room}`);
    });
  };
  return (
    <DialogBox title={t("rooms.newTitle")} onClose={onClose} closeLabel={t("rooms.close")} kind="people">
      <div className="dialog-body">
        <Autocomplete inputValue={term} onInputChange={setTerm}>
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type a name */}
          <SearchField className="field" autoFocus maxLength={100}>
            <Label className="field-label">{t("rooms.newLabel")}</Label>
            <Input className="input" />
          </SearchField>
          {failure === null ? null : (
            <p className="rooms-failed" role="alert">
              <Icon name="error" size={16} />
              {failure}
            </p>
          )}
          <Results
            search={search}
            isRunning={isRunning}
            hasTools={sources.length > 1}
            onChoose={(person) => void start(person)}
            onRetry={() => setAttempt((before) => before + 1)}
          />
        </Autocomplete>
      </div>
    </DialogBox>
  );
}

interface ResultsProps {
  readonly search: PeopleSearch;
  readonly isRunning: boolean;
  readonly hasTools: boolean;
  readonly onChoose: (person: FoundPerson) => void;
  readonly onRetry: () => void;
}

function Results({ search, isRunning, hasTools, onChoose, onRetry }: ResultsProps): ReactElement {
  const { t } = useTopicText("rooms");
  if (isRunning) {
    return <p className="people-note">{t("rooms.newStarting")}</p>;
  }
  if (search.kind === "failed") {
    return (
      <p className="people-note is-failed">
        {t("rooms.newFailed")}{" "}
        <button type="button" className="linkbtn" onClick={onRetry}>
          {t("source.tryNow")}
        </button>
      </p>
    );
  }
  if (search.kind !== "found") {
    return <p className="people-note">{t(search.kind === "idle" ? "rooms.newHint" : "rooms.newSearching")}</p>;
  }
  if (search.people.length === 0) {
    return <p className="people-note">{t("rooms.newNobody")}</p>;
  }
  const { people } = search;
  return (
    <ListBox
      className="people"
      aria-label={t("rooms.newFound")}
      items={people}
      selectionMode="none"
      onAction={(key) => {
        const chosen = people.find((one) => one.key === key);
        if (chosen !== undefined) {
          onChoose(chosen);
        }
      }}
    >
      {({ key, person, tool }) => (
        <ListBoxItem id={key} className="person-item" textValue={person.name}>
          <span className="avatar" aria-hidden="true">
            {initials(person.name)}
          </span>
          <span className="room-mid">
            <span className="one">{person.name}</span>
            <span className="row-sub one">{hasTools ? t("rooms.newAt", { account: person.id, tool }) : person.id}</span>
          </span>
        </ListBoxItem>
      )}
    </ListBox>
  );
}

/** Says how many were found, where the eye sees them by itself. */
function useAnnounced(search: PeopleSearch): void {
  const { t } = useTopicText("rooms");
  const said =
    search.kind === "found"
      ? search.people.length === 0
        ? t("rooms.newNobody")
        : t("rooms.newCount", { count: search.people.length })
      : search.kind === "failed"
        ? t("rooms.newFailed")
        : null;
  useEffect(() => {
    if (said !== null) {
      announce(said);
    }
  }, [said]);
}
