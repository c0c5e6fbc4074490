import type { CarriedReply } from "./connector-contract.ts";
import { objectOf } from "./connector-subjects-registered.ts";

/** Makes one item of a list unreadable; null where a reply is no list of several. */
export type Spoil = (reply: CarriedReply) => string | null;

/** Gives one room of Matrix syncs a count that is none, always the same one. */
export function spoilSync(): Spoil {
  let spoiled: string | null = null;
  return ({ path, body }) => {
    if (!path.includes("/sync")) return null;
    const sync = objectOf(body);
    const joined: Record<string, unknown> = Object(Object(sync?.["rooms"]).join);
    const rooms = Object.keys(joined);
    if (rooms.length > 1) spoiled ??= rooms.at(-1) ?? null;
    if (spoiled === null || joined[spoiled] === undefined) return null;
    joined[spoiled] = { ...Object(joined[spoiled]), unread_notifications: { notification_count: "Canary-Zahl" } };
    return JSON.stringify(sync);
  };
}

/** Takes the number from a file of a 207, or everything but an id from an entry of an OCS list. */
export const spoilFiles: Spoil = ({ type, body }) => {
  if (type.includes("xml")) {
    const isList = body.split("<oc:fileid>").length > 2;
    return isList ? body.replace(/<oc:fileid>\d+<\/oc:fileid>/u, "<oc:fileid>x</oc:fileid>") : null;
  }
  const reply = body.startsWith("{") ? objectOf(body) : null;
  const { data }: { data?: unknown } = Object(reply?.["ocs"]);
  if (!Array.isArray(data) || data.length < 2) return null;
  data[0] = { notification_id: "Canary-Zahl" };
  return JSON.stringify(reply);
};

/** Gives an element of a HAL collection an id that is none. */
export const spoilCollection: Spoil = ({ body }) => {
  if (!body.includes('"elements"')) return null;
  const reply = objectOf(body);
  const { elements }: { elements?: unknown } = Object(reply?.["_embedded"]);
  if (!Array.isArray(elements) || elements.length < 2) return null;
  elements[0] = { ...Object(elements[0]), id: "Canary-Zahl" };
  return JSON.stringify(reply);
};

/** By kind of tool, for real ones as for stand-ins. */
export const spoilByKind: ReadonlyMap<string, () => Spoil> = new Map([
  ["matrix", spoilSync],
  ["nextcloud", () => spoilFiles],
  ["openproject", () => spoilCollection],
]);
