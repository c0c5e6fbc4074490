import type { ChatMessage, ChatRoom } from "@pforte/shared/contract/chat";
import type { Text } from "#i18n/text.ts";

/** The last message in one line, and who wrote it where that is not plain from the room. */
export function lastLine(room: ChatRoom, { t }: Text): { readonly sender: string | null; readonly line: string } {
  if (room.isInvitation) {
    return { sender: null, line: t("chat.invitation") };
  }
  const { lastMessage } = room;
  if (lastMessage === null) {
    return { sender: null, line: t("chat.message.none") };
  }
  return { sender: senderOf(room, lastMessage, t), line: lineOf(lastMessage, t) };
}

function senderOf(room: ChatRoom, message: ChatMessage, t: Text["t"]): string | null {
  if (message.own) {
    return t("chat.you");
  }
  return room.isDirect ? null : message.sender;
}

function lineOf(message: ChatMessage, t: Text["t"]): string {
  switch (message.kind) {
    case "text":
      return message.text ?? t("chat.message.other");
    case "image":
    case "file":
    case "encrypted":
    case "other":
      return t(`chat.message.${message.kind}`);
  }
}
