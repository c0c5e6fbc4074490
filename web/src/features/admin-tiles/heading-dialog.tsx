import { useState } from "react";
import type { ReactElement } from "react";
import { Input, Label, TextField } from "react-aria-components";
import { AskDialog } from "./ask-dialog.tsx";
import { useTilesText } from "./use-arranging.ts";

interface Names {
  readonly de: string;
  readonly en?: string | undefined;
}

interface HeadingDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly name: Names;
  readonly onDone: (name: { de: string; en?: string }) => void;
  readonly onClose: () => void;
}

/** The name of a category or folder in both languages. */
export function HeadingDialog({ title, submit, name, onDone, onClose }: HeadingDialogProps): ReactElement {
  const { t } = useTilesText();
  const [de, setDe] = useState(name.de);
  const [en, setEn] = useState(name.en ?? "");
  return (
    <AskDialog
      title={title}
      submit={submit}
      isReady={de.trim() !== ""}
      onSubmit={() => onDone({ de: de.trim(), ...(en.trim() === "" ? {} : { en: en.trim() }) })}
      onClose={onClose}
    >
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a dialog that was asked for begins with its first field */}
      <TextField className="field" value={de} onChange={setDe} isRequired maxLength={400} autoFocus>
        <Label>{t("form.nameDe")}</Label>
        <Input className="input" lang="de" />
      </TextField>
      <TextField className="field" value={en} onChange={setEn} maxLength={400}>
        <Label>{t("form.nameEn")}</Label>
        <Input className="input" lang="en" />
        {en.trim() === "" ? <p className="adm-miss">{t("tiles.missingName")}</p> : null}
      </TextField>
    </AskDialog>
  );
}
