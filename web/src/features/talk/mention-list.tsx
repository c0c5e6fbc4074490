import type { ReactElement } from "react";
import { useEffect } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { initials } from "#ui/initials.ts";
import { personName } from "./talk-texts.ts";
import type { Mentions } from "./use-mentions.ts";

/** The id of a person in the list, by their place. */
export function optionId(list: string, index: number): string {
  return `${list}-${index}`;
}

/**
 * People to choose from while the focus stays in the text. React Aria's fields with a list are about the whole of a field's
 * value; here it is about the word at the caret, so the pattern (ARIA, “list autocomplete with manual selection”) is spelt out.
 */
export function MentionList({ id, mentions }: { id: string; mentions: Mentions }): ReactElement | null {
  const { t } = useTopicText("talk");
  const { people, active, pick } = mentions;
  const count = people.length;
  useEffect(() => {
    if (count > 0) {
      announce(t("talk.mention.found", { count }));
    }
  }, [count, t]);
  if (count === 0) {
    return null;
  }
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a datalist does not follow the word at the caret
    <div id={id} className="mentions float" role="listbox" aria-label={t("talk.mention.list")}>
      {people.map((person, index) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- its keys are those of the field that has the focus
        <div
          key={person.id}
          id={optionId(id, index)}
          className="menu-item mention-option"
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an option of the list above
          role="option"
          aria-selected={index === active}
          // The focus stays in the field.
          tabIndex={-1}
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => pick(person)}
        >
          <span className="avatar avatar-s" aria-hidden="true">
            {initials(person.name)}
          </span>
          <bdi className="one">{personName(person.name)}</bdi>
        </div>
      ))}
    </div>
  );
}
