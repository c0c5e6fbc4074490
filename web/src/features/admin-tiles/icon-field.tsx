import { useState } from "react";
import type { CSSProperties, ReactElement } from "react";
import { Button, Dialog, DialogTrigger, FileTrigger, ListBox, ListBoxItem, Popover } from "react-aria-components";
import { ApiError } from "#api/api-error.ts";
import { pictureTypes, uploadPicture } from "#api/upload-picture.ts";
import { failureTexts } from "#i18n/failure-text.ts";
import { announce } from "#ui/announcer.tsx";
import { Icon } from "#ui/icon.tsx";
import { Pair, TextLine } from "./text-line.tsx";
import type { TileFieldsProps } from "./tile-fields.tsx";
import { TilePicture } from "./tile-row.tsx";
import { tileIcons } from "./tile-icons.ts";
import { useTilesText } from "./use-arranging.ts";

type IconFieldProps = Pick<TileFieldsProps, "values" | "wrong" | "isLocked" | "onChange">;

/** The picture of a tile as it is on light and on dark, from the family or uploaded, and its colour. */
export function IconField(line: IconFieldProps): ReactElement {
  const { values, isLocked, onChange } = line;
  const { t } = useTilesText();
  const { upload, isUploading, problem } = useUpload((icon) => onChange({ icon }));
  return (
    <fieldset className="field adm-picture">
      <legend>{t("form.icon")}</legend>
      <div className="adm-plates">
        {(["light", "dark"] as const).map((scheme) => (
          <span key={scheme} className={`adm-swatch is-${scheme}`}>
            <span className="plate" style={accentOf(values.colour)}>
              <TilePicture icon={values.icon} />
            </span>
            <span className="small">{t(scheme === "light" ? "form.onLight" : "form.onDark")}</span>
          </span>
        ))}
      </div>
      {isLocked ? null : (
        <div className="acts">
          <IconPicker icon={values.icon} onPick={(icon) => onChange({ icon })} />
          <FileTrigger acceptedFileTypes={[...pictureTypes]} onSelect={(files) => void upload(files?.item(0) ?? null)}>
            <Button className="btn btn-sm" isDisabled={isUploading}>
              <Icon name="upload" size={18} />
              {isUploading ? t("form.uploading") : t("form.upload")}
            </Button>
          </FileTrigger>
        </div>
      )}
      {problem === null ? null : (
        <p className="adm-error" role="alert">
          <Icon name="warning" size={16} />
          <span>{problem}</span>
        </p>
      )}
      <p className="hint">{t("form.uploadHint")}</p>
      <Pair>
        <TextLine
          {...line}
          field="colour"
          label={t("form.colour")}
          problem={t("form.colourWrong")}
          hint={t("form.colourHint")}
        />
      </Pair>
    </fieldset>
  );
}

function accentOf(colour: string): CSSProperties | undefined {
  // A custom property, which the types of React do not know.
  return colour === "" ? undefined : ({ "--icon-accent": colour } as CSSProperties);
}

interface Upload {
  readonly upload: (file: File | null) => Promise<void>;
  readonly isUploading: boolean;
  readonly problem: string | null;
}

function useUpload(onDone: (picture: string) => void): Upload {
  const { t } = useTilesText();
  const [isUploading, setUploading] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const upload = async (file: File | null): Promise<void> => {
    if (file === null) {
      return;
    }
    setUploading(true);
    setProblem(null);
    try {
      onDone(await uploadPicture(file));
      announce(t("form.uploaded", { file: file.name }));
    } catch (error) {
      setProblem(problemOf(error, file.name));
    } finally {
      setUploading(false);
    }
  };
  const problemOf = (error: unknown, file: string): string => {
    const { code, issues = [] } = error instanceof ApiError ? error.failure : { code: "internal" as const };
    if (code === "body_too_large") {
      return t("form.uploadTooLarge", { file });
    }
    if (code === "unsupported_media_type") {
      return t("form.uploadWrongType", { file });
    }
    return issues.length > 0
      ? t("form.uploadRefused", { file, reasons: issues.map(({ message }) => message).join(", ") })
      : `${t(failureTexts[code].text)} ${t(failureTexts[code].remedy)}`;
  };
  return { upload, isUploading, problem };
}

function IconPicker({ icon, onPick }: { icon: string; onPick: (icon: string) => void }): ReactElement {
  const { t } = useTilesText();
  const [isOpen, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button className="btn btn-sm">
        <Icon name="grid" size={18} />
        {t("form.pickIcon")}
      </Button>
      <Popover className="menu adm-icon-popover" placement="bottom start" offset={4}>
        <Dialog aria-label={t("form.pickIcon")} className="adm-icon-dialog">
          <ListBox
            className="adm-icons"
            aria-label={t("form.pickIcon")}
            layout="grid"
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[icon]}
            onSelectionChange={(keys) => {
              const [key] = keys === "all" ? [] : keys;
              if (key !== undefined) {
                onPick(String(key));
                setOpen(false);
              }
            }}
          >
            {tileIcons.map((name) => (
              <ListBoxItem
                key={name}
                id={name}
                className="adm-icon"
                textValue={t(`icon.${name}`)}
                aria-label={t(`icon.${name}`)}
              >
                <Icon name={name} />
              </ListBoxItem>
            ))}
          </ListBox>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
