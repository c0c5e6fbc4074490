import type { ReactElement } from "react";
import type { TopicKey } from "#i18n/text.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { DialogBox } from "#ui/dialog-box.tsx";

const groups = [
  {
    name: "everywhere",
    keys: [
      { name: "help", press: ["?"], isSingle: true },
      { name: "search", press: ["R"], isSingle: true },
      { name: "new", press: ["N"], isSingle: true },
      { name: "before", press: ["Alt", "↑"], isSingle: false },
      { name: "after", press: ["Alt", "↓"], isSingle: false },
      { name: "unread", press: ["Alt", "shift", "↓"], isSingle: false },
      { name: "back", press: ["Esc"], isSingle: false },
    ],
  },
  {
    name: "list",
    keys: [
      { name: "arrows", press: ["↑", "↓"], isSingle: false },
      { name: "ends", press: ["home", "end"], isSingle: false },
      { name: "open", press: ["enter"], isSingle: false },
    ],
  },
  {
    name: "composer",
    keys: [
      { name: "send", press: ["enter"], isSingle: false },
      { name: "line", press: ["shift", "enter"], isSingle: false },
      { name: "edit", press: ["↑"], isSingle: false },
      { name: "cancel", press: ["Esc"], isSingle: false },
    ],
  },
] as const;

/** Keys that are called differently in each language. */
const keyNames: Readonly<Record<string, TopicKey<"rooms">>> = {
  shift: "rooms.press.shift",
  enter: "rooms.press.enter",
  home: "rooms.press.home",
  end: "rooms.press.end",
};

interface ShortcutsDialogProps {
  readonly hasSingleKeys: boolean;
  readonly onClose: () => void;
}

/** All keys of the chat. Loaded on its first use. */
export function ShortcutsDialog({ hasSingleKeys, onClose }: ShortcutsDialogProps): ReactElement {
  const { t } = useTopicText("rooms");
  return (
    <DialogBox title={t("rooms.shortcuts")} onClose={onClose} closeLabel={t("rooms.close")}>
      <div className="dialog-body keys-body">
        {groups.map(({ name, keys }) => (
          <div key={name}>
            <h3>{t(`rooms.keys.${name}`)}</h3>
            <dl className="key-list">
              {keys
                .filter(({ isSingle }) => hasSingleKeys || !isSingle)
                .map(({ name: key, press }) => (
                  <div key={key}>
                    <dt>{t(`rooms.key.${key}`)}</dt>
                    <dd>
                      {press.map((one) => (
                        <Key key={one} name={one} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </div>
        ))}
        <p className="muted">{t(hasSingleKeys ? "rooms.keys.singleOn" : "rooms.keys.singleOff")}</p>
      </div>
    </DialogBox>
  );
}

function Key({ name }: { name: string }): ReactElement {
  const { t } = useTopicText("rooms");
  const text = keyNames[name];
  return <kbd>{text === undefined ? name : t(text)}</kbd>;
}
