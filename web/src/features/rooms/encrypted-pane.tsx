import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { clientHref, type ListedRoom } from "./listed-room.ts";

/** Stands where the messages of an encrypted room would: that there are some, why they are not here, and where they are. */
export function EncryptedPane({ listed: { hub, room } }: { listed: ListedRoom }): ReactElement {
  const { t } = useTopicText("rooms");
  const href = clientHref(hub, room.id);
  return (
    <div className="placeholder">
      <Icon name="lock" />
      <h2>{room.unread === 0 ? t("rooms.encryptedTitle") : t("rooms.encryptedCount", { count: room.unread })}</h2>
      <p>{t(href === null ? "rooms.encryptedTextNoClient" : "rooms.encryptedText")}</p>
      {href === null ? null : (
        <a className="btn btn-primary btn-lg" href={href} target="_blank" rel="noopener noreferrer">
          <Icon name="open" size={18} />
          {t("rooms.openInClient")}
        </a>
      )}
    </div>
  );
}
