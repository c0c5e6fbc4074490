import type { ChatPerson, RoomSummary } from "#matrix/model.ts";
import { honestText } from "#ui/honest-text.ts";

/** What somebody called something, in one line of letters that are what they look like (S37). */
export function oneLine(text: string): string {
  return honestText(text).replaceAll(/\s+/gu, " ").trim();
}

/** A name, or the id where the name is nothing that can be seen. */
export function honestPerson({ id, name }: ChatPerson): ChatPerson {
  return { id, name: oneLine(name) || id };
}

/** A room whose texts of others are honest. */
export function honestRoom(room: RoomSummary): RoomSummary {
  const { last, inviter } = room;
  return {
    ...room,
    name: oneLine(room.name) || room.id,
    inviter: inviter === null ? null : honestPerson(inviter),
    last:
      last === null
        ? null
        : { ...last, sender: oneLine(last.sender), text: last.text === null ? null : oneLine(last.text) },
  };
}
