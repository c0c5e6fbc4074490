import type { RoomSummary } from "#matrix/model.ts";
import type { Text, TextKey, TopicKey } from "#i18n/text.ts";

export type RoomsText = Text<TextKey | TopicKey<"rooms">>;

/** The last message of a room in one line, with who wrote it where that is not plain from the room. */
export function lastLine(room: RoomSummary, { t }: RoomsText): string {
  if (room.membership === "invite") {
    return room.inviter === null ? t("chat.invitation") : t("rooms.invitedBy", { name: room.inviter.name });
  }
  if (room.isEncrypted) {
    return room.unread === 0 ? t("rooms.encrypted") : t("rooms.encryptedNew", { count: room.unread });
  }
  const { last } = room;
  if (last === null) {
    return t("chat.message.none");
  }
  const line = lineOf(last, t);
  if (last.isOwn) {
    return t("rooms.lastOwn", { line });
  }
  return room.isDirect || last.sender === room.name ? line : t("rooms.lastBy", { name: firstName(last.sender), line });
}

function lineOf(last: NonNullable<RoomSummary["last"]>, t: RoomsText["t"]): string {
  switch (last.kind) {
    case "text":
      return last.text ?? t("chat.message.other");
    case "file":
      return last.text === null ? t("chat.message.file") : t("rooms.lastFile", { name: last.text });
    case "redacted":
      return t("rooms.lastRemoved");
    case "image":
    case "encrypted":
    case "other":
      return t(`chat.message.${last.kind}`);
  }
}

/** The first name, as people of a room speak of each other; of “Aslan, Deniz” what follows the comma. */
function firstName(name: string): string {
  const given = name.includes(",") ? name.slice(name.indexOf(",") + 1).trim() : name;
  return given.split(/\s+/u)[0] ?? name;
}

/** What a screen reader hears of what is new in a room, after its name and last line. */
export function newsOf(room: RoomSummary, { t }: RoomsText): string {
  const parts = [
    room.unread > 0 ? t("card.unreadCount", { count: room.unread }) : "",
    room.highlights > 0 ? t("chat.mentionCount", { count: room.highlights }) : "",
  ];
  return parts.join("");
}
