import type { ReactElement, Ref } from "react";
import { Button, FieldError, FileTrigger, Label, Text, TextArea, TextField } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";

/** As many letters as the server takes. */
const longestText = 8_000_000;

interface FileInputProps {
  readonly text: string;
  readonly isMissing: boolean;
  readonly onText: (text: string) => void;
  readonly ref: Ref<HTMLTextAreaElement>;
}

/** A YAML file, chosen or pasted. */
export function FileInput({ text, isMissing, onText, ref }: FileInputProps): ReactElement {
  const { t } = useTopicText("adminCode");
  const isTooLong = text.length > longestText;
  return (
    <div className="p-file">
      <FileTrigger
        acceptedFileTypes={[".yaml", ".yml", "application/yaml", "text/yaml"]}
        onSelect={(files) => {
          void files?.[0]?.text().then(onText);
        }}
      >
        <Button className="btn">
          <Icon name="upload" size={18} />
          {t("file.choose")}
        </Button>
      </FileTrigger>
      <TextField className="field" value={text} onChange={onText} isInvalid={isMissing || isTooLong}>
        <Label className="field-label">{t("file.text")}</Label>
        <TextArea className="input p-yaml" rows={12} spellCheck={false} ref={ref} />
        <Text slot="description" className="small muted">
          {t("file.textHint")}
        </Text>
        <FieldError className="field-error">{t(isTooLong ? "file.tooLong" : "file.missing")}</FieldError>
      </TextField>
    </div>
  );
}
