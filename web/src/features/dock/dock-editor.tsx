import type { Home, HomeTile } from "@pforte/shared/contract/home";
import { useLayoutEffect, useRef } from "react";
import type { ReactElement, ReactNode, RefObject } from "react";
import { I18nProvider } from "react-aria-components";
import { useText } from "#i18n/use-text.tsx";
import { DialogBox } from "#ui/dialog-box.tsx";
import { Icon } from "#ui/icon.tsx";
import { ToolPicture } from "#ui/tool-picture.tsx";
import { mostPins, tilesByKey } from "./pins.ts";
import { useDock, type DockActs } from "./use-dock.ts";

/** “Leiste anpassen”: the pins in their order with buttons for every hand, and all other tools to pin. */
export function DockEditor({ home, onClose }: { home: Home; onClose: () => void }): ReactElement {
  const { t, language } = useText();
  const dock = useDock(home);
  return (
    <I18nProvider locale={language}>
      <DialogBox title={t("dock.customise")} onClose={onClose} closeLabel={t("dock.cancel")}>
        <div className="dialog-body">
          {dock.failure === null ? null : (
            <p className="stale">
              <Icon name="warning" size={16} />
              <span>{dock.failure}</span>
            </p>
          )}
          <Lists home={home} dock={dock} />
        </div>
        <div className="dialog-acts">
          {home.dockIsOwn ? (
            <button type="button" className="btn btn-quiet" onClick={() => dock.reset()}>
              {t("dock.reset")}
            </button>
          ) : null}
          <button type="button" className="btn btn-primary" onClick={onClose}>
            {t("dock.done")}
          </button>
        </div>
      </DialogBox>
    </I18nProvider>
  );
}

function Lists({ home, dock }: { home: Home; dock: DockActs }): ReactElement {
  const { t } = useText();
  const tiles = tilesByKey(home);
  const pins = home.dock.flatMap((key) => tiles.get(key) ?? []);
  const others = [...tiles.values()].filter(({ key }) => !home.dock.includes(key));
  const isFull = pins.length >= mostPins;
  const { box, keep } = useKeptFocus(home.dock);
  return (
    <div className="dock-editor" ref={box}>
      <h3 id="dock-pins">{t("dock.pinned")}</h3>
      {pins.length === 0 ? <p className="muted">{t("dock.empty")}</p> : null}
      <ol aria-labelledby="dock-pins">
        {pins.map((tile, index) => (
          <Row key={tile.key} tile={tile}>
            <Act
              id={`up ${tile.key}`}
              icon="arrow-up"
              label={t("dock.moveUpName", { tile: tile.name })}
              isDisabled={index === 0}
              onAct={(id) => {
                keep(id);
                dock.move(tile, -1);
              }}
            />
            <Act
              id={`down ${tile.key}`}
              icon="arrow-down"
              label={t("dock.moveDownName", { tile: tile.name })}
              isDisabled={index === pins.length - 1}
              onAct={(id) => {
                keep(id);
                dock.move(tile, 1);
              }}
            />
            <Act
              id={`remove ${tile.key}`}
              icon="close"
              label={t("dock.removeName", { tile: tile.name })}
              onAct={() => {
                keep(`add ${tile.key}`);
                dock.remove(tile);
              }}
            />
          </Row>
        ))}
      </ol>
      {others.length === 0 ? null : <h3 id="dock-others">{t("dock.available")}</h3>}
      {isFull ? <p className="muted">{t("dock.full", { count: mostPins })}</p> : null}
      <ul aria-labelledby="dock-others">
        {others.map((tile) => (
          <Row key={tile.key} tile={tile}>
            {isFull ? null : (
              <Act
                id={`add ${tile.key}`}
                icon="plus"
                label={t("dock.addName", { tile: tile.name })}
                onAct={() => {
                  keep(`remove ${tile.key}`);
                  dock.add(tile);
                }}
              />
            )}
          </Row>
        ))}
      </ul>
    </div>
  );
}

function Row({ tile, children }: { tile: HomeTile; children: ReactNode }): ReactElement {
  return (
    <li className="dock-editor-row">
      <span className="plate">
        <ToolPicture icon={tile.icon} />
      </span>
      <span>{tile.name}</span>
      <span className="acts">{children}</span>
    </li>
  );
}

interface ActProps {
  readonly id: string;
  readonly icon: "arrow-up" | "arrow-down" | "close" | "plus";
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly onAct: (id: string) => void;
}

function Act({ id, icon, label, isDisabled = false, onAct }: ActProps): ReactElement {
  return (
    <button
      type="button"
      className="ib"
      data-act={id}
      aria-label={label}
      // Stays in the tab order at the ends of the list, so that moving a pin there does not lose the focus.
      aria-disabled={isDisabled}
      onClick={() => isDisabled || onAct(id)}
    >
      <Icon name={icon} size={18} />
    </button>
  );
}

/** Keeps the focus on the act that was used, or on its counterpart, although its row moves or goes to the other list. */
function useKeptFocus(dock: readonly string[]): {
  box: RefObject<HTMLDivElement | null>;
  keep: (id: string) => void;
} {
  const box = useRef<HTMLDivElement>(null);
  const wanted = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (wanted.current === null) {
      return;
    }
    const act = box.current?.querySelector<HTMLElement>(`[data-act="${CSS.escape(wanted.current)}"]`);
    if (act !== null && act !== undefined) {
      wanted.current = null;
      act.focus();
    }
  }, [dock]);
  return {
    box,
    keep: (id) => {
      wanted.current = id;
    },
  };
}
