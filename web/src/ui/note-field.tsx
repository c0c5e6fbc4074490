import type { ReactElement, Ref } from "react";
import { FieldError, Label, Text, TextArea, TextField } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";

interface NoteFieldProps {
  readonly note: string;
  readonly onNote: (note: string) => void;
  /** Asked for and still empty. */
  readonly isMissing: boolean;
  readonly hint?: string;
  readonly ref?: Ref<HTMLTextAreaElement>;
}

/** Why something is published, for whoever reads the history later. */
export function NoteField({ note, onNote, isMissing, hint, ref }: NoteFieldProps): ReactElement {
  const { t } = useTopicText("adminPublish");
  return (
    <TextField className="field" value={note} onChange={onNote} isRequired isInvalid={isMissing} maxLength={500}>
      <Label>{t("publish.note")}</Label>
      <TextArea className="input p-note" rows={3} {...(ref === undefined ? {} : { ref })} />
      <Text slot="description" className="small muted">
        {hint ?? t("publish.noteHint")}
      </Text>
      <FieldError className="field-error">{t("publish.noteMissing")}</FieldError>
    </TextField>
  );
}
