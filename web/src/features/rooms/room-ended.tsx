import type { ReactElement } from "react";
import { Link } from "react-router";
import { useTopicText } from "#i18n/use-text.tsx";
import type { RoomEnd } from "#matrix/model.ts";
import { Icon } from "#ui/icon.tsx";
import { roomPath } from "#ui/room-path.ts";
import { oneLine } from "./honest-names.ts";
import type { RoomsText } from "./room-texts.ts";

/** An invitation ends, too: whoever sent it has taken it back. */
export type RoomOver = RoomEnd | { readonly kind: "withdrawn" };

interface RoomEndedProps {
  readonly end: RoomOver;
  /** Of the room. */
  readonly source: string;
}

/** Stands where a room is not, or no longer: what happened, who did it and why where that is known, and the way on. */
export function RoomEnded({ end, source }: RoomEndedProps): ReactElement {
  const text = useTopicText("rooms");
  const { t } = text;
  const successor = end.kind === "replaced" ? end.room : null;
  return (
    <div className="placeholder">
      <Icon name="info" />
      <h2>{t(`rooms.end.${end.kind}Title`)}</h2>
      <p>{sentenceOf(end, text)}</p>
      {"reason" in end && end.reason !== null && end.reason !== "" ? (
        <p className="placeholder-quote">{t("rooms.end.reason", { reason: oneLine(end.reason) })}</p>
      ) : null}
      {successor === null ? (
        <Link className="btn btn-lg" to="/chat">
          {t("rooms.toRooms")}
        </Link>
      ) : (
        <Link className="btn btn-primary btn-lg" to={roomPath(`${source}:${successor}`)}>
          {t("rooms.toSuccessor")}
        </Link>
      )}
    </div>
  );
}

function sentenceOf(end: RoomOver, { t }: RoomsText): string {
  switch (end.kind) {
    case "removed":
    case "banned":
      return end.by === null ? t(`rooms.end.${end.kind}`) : t(`rooms.end.${end.kind}By`, { name: oneLine(end.by) });
    case "replaced":
      return t(end.room === null ? "rooms.end.replacedUnknown" : "rooms.end.replaced");
    case "left":
    case "unknown":
    case "withdrawn":
      return t(`rooms.end.${end.kind}`);
  }
}
