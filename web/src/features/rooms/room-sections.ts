import type { ListedRoom } from "./listed-room.ts";

export const sectionNames = ["invitations", "favourites", "rooms"] as const;
export type SectionName = (typeof sectionNames)[number];

/** A room with the section under which it stands. */
export interface SectionRow {
  readonly section: SectionName;
  readonly listed: ListedRoom;
}

/** The rooms in the order of the list: invitations, favourites, then all others, each as they came (newest first). */
export function inSections(rooms: readonly ListedRoom[], term: string): readonly SectionRow[] {
  const words = folded(term)
    .split(/\s+/u)
    .filter((word) => word !== "");
  const found = rooms.filter(({ room }) => {
    const name = folded(room.name);
    return words.every((word) => name.includes(word));
  });
  const rows = found.map((listed) => ({ section: sectionOf(listed), listed }));
  return sectionNames.flatMap((name) => rows.filter(({ section }) => section === name));
}

function sectionOf({ room }: ListedRoom): SectionName {
  if (room.membership === "invite") {
    return "invitations";
  }
  return room.isFavourite ? "favourites" : "rooms";
}

/** Without case and marks: `Gewässer` is found by `gewasser`. */
function folded(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** The room before or after this one in the list; with `unread`, the next one below in which something is new. */
export function neighbour(
  rows: readonly SectionRow[],
  current: string | null,
  direction: "before" | "after" | "unread",
): ListedRoom | null {
  const at = rows.findIndex(({ listed }) => listed.id === current);
  if (direction === "unread") {
    const after = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))];
    return after.find(({ listed }) => isNew(listed))?.listed ?? null;
  }
  if (at === -1) {
    return (direction === "after" ? rows[0] : rows.at(-1))?.listed ?? null;
  }
  return rows[direction === "after" ? at + 1 : at - 1]?.listed ?? null;
}

/** Whether there is something in it that calls for the person: in a muted room only a mention does. */
export function isNew({ room }: ListedRoom): boolean {
  return room.membership === "invite" || room.highlights > 0 || (room.unread > 0 && !room.isMuted);
}
