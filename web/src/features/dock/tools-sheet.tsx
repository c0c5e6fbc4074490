import type { Home, HomeTile } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";
import { Dialog, Heading, I18nProvider, Modal, ModalOverlay } from "react-aria-components";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { ToolLink } from "#ui/tool-link.tsx";
import { ToolPicture } from "#ui/tool-picture.tsx";
import { tilesByKey } from "./pins.ts";

/** On a phone: all pins and tools under the thumb, and the way to arrange them. */
export function ToolsSheet({
  home,
  onClose,
  onCustomise,
}: {
  home: Home;
  onClose: () => void;
  onCustomise: () => void;
}): ReactElement {
  const { t, language } = useText();
  const tiles = tilesByKey(home);
  const pins = home.dock.flatMap((key) => tiles.get(key) ?? []);
  const others = [...tiles.values()].filter(({ key }) => !home.dock.includes(key));
  return (
    <I18nProvider locale={language}>
      <ModalOverlay className="scrim" isOpen isDismissable onOpenChange={(isOpen) => isOpen || onClose()}>
        <Modal className="dialog">
          <Dialog className="dialog-box">
            <div className="dialog-head">
              <Heading slot="title" level={2}>
                {t("dock.tools")}
              </Heading>
              <button type="button" className="ib" aria-label={t("dock.cancel")} onClick={onClose}>
                <Icon name="close" />
              </button>
            </div>
            <div className="dialog-body">
              <Links id="sheet-pins" title={t("dock.pinned")} tiles={pins} />
              <Links id="sheet-others" title={t("dock.available")} tiles={others} />
            </div>
            {home.person === null ? null : (
              <div className="dialog-acts">
                <button type="button" className="btn" onClick={onCustomise}>
                  <Icon name="pin" size={18} />
                  {t("dock.customise")}
                </button>
              </div>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </I18nProvider>
  );
}

function Links({ id, title, tiles }: { id: string; title: string; tiles: readonly HomeTile[] }): ReactElement | null {
  return tiles.length === 0 ? null : (
    <>
      <h3 id={id} className="menu-h">
        {title}
      </h3>
      <ul aria-labelledby={id}>
        {tiles.map((tile) => (
          <li key={tile.key}>
            <ToolLink tile={tile} className="menu-item">
              <ToolPicture icon={tile.icon} size={18} />
              <span>{tile.name}</span>
            </ToolLink>
          </li>
        ))}
      </ul>
    </>
  );
}
