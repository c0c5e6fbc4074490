import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { ChatMessageEntry, Reaction } from "#matrix/model.ts";
import { useTalkContext } from "./talk-context.tsx";
import { oneLine, personName, type TalkText } from "./talk-texts.ts";

const longestKey = 24;
/** Stands for a key of which nothing is seen. */
const unseenKey = "?";
const mostNamed = 12;

/** How people have reacted; each is a switch for the person's own. */
export function Reactions({ entry }: { entry: ChatMessageEntry }): ReactElement | null {
  const text = useTopicText("talk");
  const { acts } = useTalkContext();
  if (entry.reactions.length === 0) {
    return null;
  }
  return (
    <fieldset className="reacts" aria-label={text.t("talk.react.list")}>
      {entry.reactions.map((reaction) => {
        const name = reactionName(reaction, text);
        return (
          <button
            key={reaction.key}
            type="button"
            className="react"
            aria-pressed={reaction.isOwn}
            aria-label={name}
            title={name}
            onClick={() => acts.toggleReaction(entry, reaction.key)}
          >
            <bdi className="react-key">{keyOf(reaction)}</bdi>
            <span>{text.number(reaction.count)}</span>
          </button>
        );
      })}
    </fieldset>
  );
}

function keyOf({ key }: Pick<Reaction, "key">): string {
  return oneLine(key, longestKey) || unseenKey;
}

function reactionName({ key, count, isOwn, names }: Reaction, { t, number }: TalkText): string {
  const named = names.slice(0, mostNamed).map(personName).join(", ");
  const facts = { key: keyOf({ key }), count: number(count), names: named };
  if (isOwn) {
    return named === "" ? t("talk.react.onlyYou", facts) : t("talk.react.withYou", facts);
  }
  return named === "" ? t("talk.react.nameOnly", facts) : t("talk.react.name", facts);
}
