import { useState } from "react";
import type { ReactElement } from "react";
import { Button, Dialog, Input, Label, Popover, Text, TextField } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { useTalkContext, type OpenPart } from "./talk-context.tsx";
import { actName } from "./talk-texts.ts";

/** What people answer with most, each with a name of its own. */
const common = [
  ["👍", "talk.emoji.up"],
  ["✅", "talk.emoji.check"],
  ["👀", "talk.emoji.eyes"],
  ["🙏", "talk.emoji.thanks"],
  ["❤️", "talk.emoji.heart"],
  ["🙂", "talk.emoji.smile"],
  ["🎉", "talk.emoji.party"],
  ["❓", "talk.emoji.question"],
] as const;

/** Bytes of a key that homeservers take without complaint, and more than any sign needs. */
const longestKey = 32;

/** Eight common reactions, and any other that the person's device can write. */
export function ReactionPicker({
  part,
  onClose,
}: {
  part: OpenPart & { readonly from: HTMLElement };
  onClose: () => void;
}): ReactElement {
  const text = useTopicText("talk");
  const { t } = text;
  const { acts } = useTalkContext();
  const { entry } = part;
  const own = new Set(entry.reactions.filter(({ isOwn }) => isOwn).map(({ key }) => key));
  const choose = (key: string): void => {
    acts.toggleReaction(entry, key);
    onClose();
  };
  return (
    <Popover
      className="menu react-picker"
      placement="bottom end"
      offset={4}
      isOpen
      triggerRef={{ current: part.from }}
      onOpenChange={(isOpen) => isOpen || onClose()}
    >
      <Dialog className="react-box" aria-label={actName(t("talk.react.title"), entry, text)}>
        <fieldset className="react-common" aria-label={t("talk.react.title")}>
          {common.map(([key, name], index) => (
            <button
              key={key}
              type="button"
              className="react-choice"
              aria-label={t(name)}
              title={t(name)}
              aria-pressed={own.has(key)}
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- a dialog that was asked for takes the focus to its first act
              autoFocus={index === 0}
              onClick={() => choose(key)}
            >
              {key}
            </button>
          ))}
        </fieldset>
        <OwnReaction onChoose={choose} />
      </Dialog>
    </Popover>
  );
}

function OwnReaction({ onChoose }: { onChoose: (key: string) => void }): ReactElement {
  const { t } = useTopicText("talk");
  const [key, setKey] = useState("");
  const trimmed = key.trim();
  return (
    <form
      className="react-own"
      onSubmit={(event) => {
        event.preventDefault();
        if (trimmed !== "") {
          onChoose(trimmed);
        }
      }}
    >
      <TextField className="field" value={key} onChange={setKey} maxLength={longestKey}>
        <Label>{t("talk.react.own")}</Label>
        <Input className="input" autoComplete="off" />
        <Text slot="description" className="react-hint">
          {t("talk.react.ownHint")}
        </Text>
      </TextField>
      <Button type="submit" className="btn btn-sm">
        {t("talk.react.add")}
      </Button>
    </form>
  );
}
