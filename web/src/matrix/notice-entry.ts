import type { ChatNoticeEntry } from "./model.ts";
import { plainLine } from "./plain-text.ts";
import { record, text, type RawEvent } from "./raw-event.ts";

/** The line about something that happened to the room; `null` where it is not worth one. */
export function noticeEntry(event: RawEvent, nameOf: (user: string) => string): ChatNoticeEntry | null {
  const said = event.type === "m.room.member" ? membershipNotice(event, nameOf) : roomNotice(event);
  return said === null ? null : { kind: "notice", key: event.id, at: event.at, actor: nameOf(event.sender), ...said };
}

type Said = Pick<ChatNoticeEntry, "what" | "subject">;

function membershipNotice(event: RawEvent, nameOf: (user: string) => string): Said | null {
  const member = event.stateKey ?? event.sender;
  const before = previousContent(event);
  const what = movement(text(before["membership"]) ?? "leave", text(event.content["membership"]) ?? "leave");
  const given = plainLine(text(event.content["displayname"]) ?? text(before["displayname"]) ?? "");
  const subject = given === "" ? nameOf(member) : given;
  return what === null ? null : { what: what === "left" && member !== event.sender ? "removed" : what, subject };
}

/** Whoever is no longer banned has not left by it; who keeps their membership has a new name or picture. */
function movement(was: string, is: string): Said["what"] | null {
  return was === is || (was === "ban" && is === "leave") ? null : (memberships.get(is) ?? null);
}

const memberships: ReadonlyMap<string, Said["what"]> = new Map([
  ["join", "joined"],
  ["invite", "invited"],
  ["ban", "banned"],
  ["leave", "left"],
]);

function previousContent({ unsigned }: RawEvent): Readonly<Record<string, unknown>> {
  return record(unsigned["prev_content"]);
}

function roomNotice(event: RawEvent): Said | null {
  switch (event.type) {
    case "m.room.name": {
      const name = plainLine(text(event.content["name"]) ?? "");
      return name === "" ? null : { what: "renamed", subject: name };
    }
    case "m.room.encryption":
      return { what: "encrypted", subject: null };
    case "m.room.tombstone":
      return { what: "replaced", subject: null };
    default:
      return null;
  }
}
