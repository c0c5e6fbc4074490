import { useId, useLayoutEffect, useRef, useState } from "react";
import type { ClipboardEvent, KeyboardEvent, ReactElement, Ref, RefObject } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { TalkState } from "#matrix/model.ts";
import { honestText } from "#ui/honest-text.ts";
import { Icon } from "#ui/icon.tsx";
import { VisuallyHidden } from "#ui/visually-hidden.tsx";
import { AttachButton } from "./attach-button.tsx";
import { ComposerBar } from "./composer-bar.tsx";
import { FileTray } from "./file-tray.tsx";
import { withMention } from "./mention-query.ts";
import { MentionList, optionId } from "./mention-list.tsx";
import type { Target } from "./talk-context.tsx";
import { useTalkContext } from "./talk-context.tsx";
import { personName, typingLine } from "./talk-texts.ts";
import { transferredFiles } from "./transferred-files.ts";
import { useComposer } from "./use-composer.ts";
import { useMentions } from "./use-mentions.ts";
import type { PendingFiles } from "./use-pending-files.ts";

interface ComposerProps {
  readonly state: TalkState;
  readonly target: Target;
  readonly pending: PendingFiles;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly tellsTyping: boolean;
  readonly onDone: () => void;
  readonly onSent: () => void;
  /** Asks to edit the person's last message. */
  readonly onEditLast: () => void;
}

/** Where a message is written: an attachment, a text that grows, and the way to send both. */
export function Composer(props: ComposerProps): ReactElement {
  const { state, target, pending, field, onDone } = props;
  const text = useTopicText("talk");
  const { acts } = useTalkContext();
  const composer = useComposer({ ...props, talk: acts.talk });
  const problemId = useId();
  const focusField = (): void => field.current?.focus();
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        composer.submit();
        focusField();
      }}
    >
      <FileTray pending={pending} onRemoved={focusField} />
      <ComposerBar
        target={target}
        onCancel={() => {
          onDone();
          focusField();
        }}
      />
      <div className="composer-box">
        <AttachButton
          isShown={target.kind !== "edit"}
          onFiles={(files) => {
            pending.add(files);
            focusField();
          }}
        />
        <Field {...props} composer={composer} describedBy={composer.problem === null ? null : problemId} />
        <button
          type="submit"
          className="btn btn-primary composer-send"
          aria-label={text.t(target.kind === "edit" ? "talk.compose.save" : "talk.compose.send")}
          aria-busy={composer.isSaving}
        >
          <Icon name={target.kind === "edit" ? "check" : "send"} size={18} />
        </button>
      </div>
      {composer.problem === null ? null : (
        <p className="talk-problem" id={problemId}>
          <Icon name="warning" size={16} />
          <span>{composer.problem}</span>
        </p>
      )}
      <p className="typing">
        <bdi>{typingLine(state.typing, text)}</bdi>
      </p>
    </form>
  );
}

interface FieldProps extends ComposerProps {
  readonly composer: ReturnType<typeof useComposer>;
  readonly describedBy: string | null;
}

function Field(props: FieldProps): ReactElement {
  const { state, target, pending, field, composer, describedBy } = props;
  const { t } = useTopicText("talk");
  const listId = useId();
  const keysId = useId();
  const { mentions, setCaret, putCaret } = useFieldMentions(props);
  const [onlyFile, ...others] = pending.files;
  const isCaption = onlyFile !== undefined && target.kind === "new";
  const label =
    isCaption && others.length === 0
      ? t("talk.compose.captionLabel", { name: honestText(onlyFile.file.name) })
      : t("talk.compose.label", { room: personName(state.room.name) });
  useLayoutEffect(putCaret);
  return (
    <div className="composer-field" data-value={composer.text}>
      <MentionList id={listId} mentions={mentions} />
      <textarea
        ref={field as Ref<HTMLTextAreaElement>}
        rows={1}
        dir="auto"
        value={composer.text}
        enterKeyHint="send"
        placeholder={t(isCaption ? "talk.compose.caption" : "talk.compose.placeholder")}
        aria-label={label}
        aria-describedby={describedBy ?? keysId}
        aria-autocomplete="list"
        aria-controls={mentions.people.length > 0 ? listId : undefined}
        aria-activedescendant={mentions.people.length > 0 ? optionId(listId, mentions.active) : undefined}
        onChange={({ currentTarget }) => {
          composer.write(currentTarget.value);
          setCaret(currentTarget.selectionStart);
        }}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
        onBlur={mentions.close}
        onKeyDown={(event) => handleKey(event, props, mentions)}
        onPaste={(event) => takeFiles(event, props)}
      />
      <VisuallyHidden>
        <span id={keysId}>{t("talk.compose.keys")}</span>
      </VisuallyHidden>
    </div>
  );
}

/** The people who may be meant at the caret; whoever is chosen is written out, and the caret goes behind them. */
function useFieldMentions({ state, field, composer }: FieldProps): {
  readonly mentions: ReturnType<typeof useMentions>;
  readonly setCaret: (at: number) => void;
  readonly putCaret: () => void;
} {
  const { acts } = useTalkContext();
  const [caret, setCaret] = useState(0);
  const wanted = useRef<number | null>(null);
  const mentions = useMentions({
    text: composer.text,
    caret,
    members: state.members,
    account: acts.account,
    onPick: (query, person) => {
      const next = withMention(composer.text, query, person);
      composer.write(next.text);
      setCaret(next.caret);
      wanted.current = next.caret;
    },
  });
  const putCaret = (): void => {
    if (wanted.current !== null) {
      field.current?.setSelectionRange(wanted.current, wanted.current);
      wanted.current = null;
    }
  };
  return { mentions, setCaret, putCaret };
}

function handleKey(
  event: KeyboardEvent<HTMLTextAreaElement>,
  { target, composer, onDone, onEditLast }: FieldProps,
  mentions: ReturnType<typeof useMentions>,
): void {
  // While letters are being composed, keys are the input method's; 229 is its sign in browsers that say it late.
  if (event.nativeEvent.isComposing || event.keyCode === 229 || mentions.handleKey(event)) {
    return;
  }
  if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    composer.submit();
  } else if (event.key === "Escape" && target.kind !== "new") {
    event.preventDefault();
    onDone();
  } else if (event.key === "ArrowUp" && composer.text === "" && target.kind === "new") {
    event.preventDefault();
    onEditLast();
  }
}

function takeFiles(event: ClipboardEvent, { target, pending }: FieldProps): void {
  const files = transferredFiles(event.clipboardData);
  if (files.length > 0 && target.kind !== "edit") {
    event.preventDefault();
    pending.add(files);
  }
}
