import type { ChatMessage, ChatRoom } from "@pforte/shared/contract/chat";
import type { Text } from "#i18n/text.ts";

/** What stands in the circle of a room: a number from its name, or the first letters of its first and last word. */
export function roomInitials(name: string): string {
  const number = /\b\d{1,3}\b/u.exec(name)?.[0];
  if (number !== undefined) {
    return number;
  }
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map((word) => Array.from(word ?? "")[0] ?? "")
    .join("")
    .toUpperCase();
}

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
