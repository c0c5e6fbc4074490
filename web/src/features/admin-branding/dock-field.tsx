import type { ReactElement } from "react";
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { Icon } from "#ui/icon.tsx";

/** As many as the configuration may pin. */
const most = 9;

interface DockFieldProps {
  readonly dock: readonly string[];
  readonly tiles: readonly { readonly key: string; readonly name: string }[];
  readonly onChange: (dock: readonly string[]) => void;
  readonly isDisabled: boolean;
}

/** Which tiles are pinned for everybody who has not chosen their own, and in which order. */
export function DockField({ dock, tiles, onChange, isDisabled }: DockFieldProps): ReactElement {
  const { t } = useTopicText("adminBranding");
  const nameOf = (key: string): string => tiles.find((tile) => tile.key === key)?.name ?? key;
  const move = (from: number, to: number): void => {
    const key = dock[from];
    if (key !== undefined) {
      announce(t("dock.moved", { tile: nameOf(key), position: to + 1, total: dock.length }));
      onChange(dock.with(from, dock[to] ?? key).with(to, key));
    }
  };
  const others = tiles.filter(({ key }) => !dock.includes(key));
  return (
    <div className="dock-field">
      <ol aria-label={t("dock.pinned")}>
        {dock.map((key, index) => (
          <li key={key}>
            <span>{nameOf(key)}</span>
            <Button
              className="ib"
              aria-label={t("dock.moveUpName", { tile: nameOf(key) })}
              isDisabled={isDisabled || index === 0}
              onPress={() => move(index, index - 1)}
            >
              <Icon name="arrow-up" size={18} />
            </Button>
            <Button
              className="ib"
              aria-label={t("dock.moveDownName", { tile: nameOf(key) })}
              isDisabled={isDisabled || index === dock.length - 1}
              onPress={() => move(index, index + 1)}
            >
              <Icon name="arrow-down" size={18} />
            </Button>
            <Button
              className="ib"
              aria-label={t("dock.removeName", { tile: nameOf(key) })}
              isDisabled={isDisabled}
              onPress={() => {
                announce(t("dock.removed", { tile: nameOf(key) }));
                onChange(dock.filter((other) => other !== key));
              }}
            >
              <Icon name="close" size={18} />
            </Button>
          </li>
        ))}
      </ol>
      {dock.length >= most ? (
        <p className="field-hint">{t("dock.full", { count: most })}</p>
      ) : (
        <TilePick
          tiles={others}
          isDisabled={isDisabled}
          onPick={(key) => {
            announce(t("dock.added", { tile: nameOf(key) }));
            onChange([...dock, key]);
          }}
        />
      )}
    </div>
  );
}

function TilePick({
  tiles,
  isDisabled,
  onPick,
}: Pick<DockFieldProps, "tiles" | "isDisabled"> & { onPick: (key: string) => void }): ReactElement {
  const { t } = useTopicText("adminBranding");
  return (
    <Select
      className="field"
      selectedKey={null}
      isDisabled={isDisabled}
      placeholder={t("branding.dockPick")}
      onSelectionChange={(key) => key !== null && onPick(String(key))}
    >
      <Label className="field-label">{t("branding.dockAdd")}</Label>
      <Button className="input select">
        <SelectValue />
        <Icon name="chevron-down" size={18} />
      </Button>
      <Popover className="menu select-popover">
        <ListBox className="groups-list">
          {tiles.map(({ key, name }) => (
            <ListBoxItem key={key} id={key} className="menu-item" textValue={name}>
              {name}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
