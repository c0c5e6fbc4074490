import type { FileEntry } from "@pforte/shared/contract/files";
import type { ReactElement } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import type { IconName } from "#ui/icon-names.ts";
import { Icon } from "#ui/icon.tsx";

interface FileMenuProps {
  readonly file: FileEntry;
  readonly isSelected: boolean;
  readonly onCopy: () => void;
  readonly onSelect: () => void;
}

/** What can be done with one file beside opening it. */
export function FileMenu({ file, isSelected, onCopy, onSelect }: FileMenuProps): ReactElement {
  const { t } = useTopicText("files");
  const label = t("files.more", { file: file.name });
  return (
    <MenuTrigger>
      <Button className="ib" aria-label={label}>
        <Icon name="more" size={18} />
      </Button>
      <Popover className="menu menu-popover" placement="bottom end" offset={4}>
        <Menu aria-label={label} className="menu-list">
          {file.href === null ? null : <OutItem icon="open" href={file.href} label={t("files.open")} />}
          {file.folderHref === null ? null : (
            <OutItem icon="files" href={file.folderHref} label={t("files.openFolder")} />
          )}
          {file.download === null ? null : (
            <MenuItem className="menu-item" href={file.download} download={file.name} textValue={t("files.download")}>
              <Icon name="arrow-down" size={18} />
              <span>{t("files.download")}</span>
            </MenuItem>
          )}
          {file.href === null ? null : <ActItem icon="share" label={t("files.copyLink")} onAction={onCopy} />}
          {isSelected ? null : <ActItem icon="check" label={t("files.select")} onAction={onSelect} />}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function OutItem({ icon, href, label }: { icon: IconName; href: string; label: string }): ReactElement {
  return (
    <MenuItem className="menu-item" href={href} target="_blank" rel="noopener noreferrer" textValue={label}>
      <Icon name={icon} size={18} />
      <span>{label}</span>
    </MenuItem>
  );
}

function ActItem({ icon, label, onAction }: { icon: IconName; label: string; onAction: () => void }): ReactElement {
  return (
    <MenuItem className="menu-item" textValue={label} onAction={onAction}>
      <Icon name={icon} size={18} />
      <span>{label}</span>
    </MenuItem>
  );
}
