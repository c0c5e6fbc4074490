import type { FileList as Files } from "@pforte/shared/contract/files";
import { useRef } from "react";
import type { ReactElement } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import type { UploadTarget } from "./upload.ts";
import { folderName } from "./upload-texts.ts";

interface UploadButtonProps {
  readonly targets: Files["uploads"];
  readonly toolOf: (source: string) => string;
  readonly onFiles: (files: readonly File[], target: UploadTarget) => void;
}

/** Chooses files to upload; where more than one tool takes them, first the place. */
export function UploadButton({ targets, toolOf, onFiles }: UploadButtonProps): ReactElement | null {
  const { t } = useTopicText("files");
  const input = useRef<HTMLInputElement>(null);
  const chosen = useRef<UploadTarget | null>(null);
  const [first, ...others] = targets;
  if (first === undefined) {
    return null;
  }
  const choose = (target: UploadTarget): void => {
    chosen.current = target;
    input.current?.click();
  };
  const label = (
    <>
      <Icon name="upload" size={18} />
      <span>{t("upload.choose")}</span>
    </>
  );
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          const files = Array.from(event.currentTarget.files ?? []);
          // The same file can be chosen again.
          event.currentTarget.value = "";
          if (files.length > 0) {
            onFiles(files, chosen.current ?? first);
          }
        }}
      />
      {others.length === 0 ? (
        <button type="button" className="btn" onClick={() => choose(first)}>
          {label}
        </button>
      ) : (
        <MenuTrigger>
          <Button className="btn">{label}</Button>
          <Popover className="menu menu-popover" placement="bottom end" offset={4}>
            <Menu aria-label={t("upload.choose")} className="menu-list">
              {targets.map((target) => {
                const name = folderName(target.folder, toolOf(target.source));
                return (
                  <MenuItem
                    key={`${target.source}:${target.folder}`}
                    className="menu-item"
                    textValue={name}
                    onAction={() => choose(target)}
                  >
                    <Icon name="files" size={18} />
                    <span>{name}</span>
                  </MenuItem>
                );
              })}
            </Menu>
          </Popover>
        </MenuTrigger>
      )}
    </>
  );
}
