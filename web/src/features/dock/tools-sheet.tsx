import type { Home, HomeTile } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";
import { I18nProvider } from "react-aria-components";
import { useText } from "#i18n/use-text.tsx";
import { DialogBox } from "#ui/dialog-box.tsx";
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
      <DialogBox title={t("dock.tools")} onClose={onClose} closeLabel={t("dock.cancel")}>
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
      </DialogBox>
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
