import type { MatrixDevices } from "./matrix-devices.ts";
import type { Placed } from "./matrix-events.ts";
import type { MatrixHomeserver } from "./matrix-homeserver.ts";
import { MatrixProblem, type SeenRequest } from "./matrix-http.ts";
import type { MatrixIdentity, Subject } from "./matrix-identity.ts";
import type { MatrixMedia } from "./matrix-media.ts";
import type { MatrixRoom } from "./matrix-rooms.ts";
import { mayRead } from "./matrix-sync-rooms.ts";
import type { ToldMembers } from "./matrix-sync.ts";
import type { Viewer } from "./matrix-view.ts";

/** Which sign-ins the homeserver offers. */
export type MatrixFlow = "jwt" | "sso";

/** What the calls of the client API work on. */
export interface ClientApi {
  readonly server: MatrixHomeserver;
  readonly devices: MatrixDevices;
  readonly media: MatrixMedia;
  readonly identity: MatrixIdentity | null;
  readonly flows: () => readonly MatrixFlow[];
  readonly loginTokens: Map<string, Subject>;
  readonly syncs: Map<string, { readonly at: number; readonly answer: unknown }>;
  readonly told: ToldMembers;
  /** Answers by transaction, so that what is repeated is done once. */
  readonly transactions: Map<string, unknown>;
}

export interface ApiCall {
  readonly seen: SeenRequest;
  readonly signal: AbortSignal;
}

type Handler = (api: ClientApi, call: ApiCall, parts: readonly string[]) => unknown;
/** Method, path after `/_matrix/client/` (or whole after `/_matrix/` elsewhere), and what answers it. */
export type Route = readonly [method: string, path: RegExp, handler: Handler];

/** An answer that is no JSON. */
export class BinaryAnswer {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: Buffer, headers: Readonly<Record<string, string>>) {
    this.body = body;
    this.headers = headers;
  }
}

/** The caller of an authenticated call. */
export function caller(api: ClientApi, { seen }: ApiCall): Viewer {
  const header = seen.headers["authorization"];
  const token = typeof header === "string" && header.startsWith("Bearer ") ? header.slice(7) : null;
  if (token === null) throw new MatrixProblem(401, "M_MISSING_TOKEN");
  const check = api.devices.check(token);
  if (check.kind === "valid") return { user: check.user, device: check.device, at: api.server.now() };
  throw new MatrixProblem(401, "M_UNKNOWN_TOKEN", { soft_logout: check.kind === "soft" });
}

/** The caller, where a path names whose it is. */
export function owner(api: ClientApi, call: ApiCall, user: string): Viewer {
  const viewer = caller(api, call);
  if (viewer.user !== user) throw new MatrixProblem(403, "M_FORBIDDEN");
  return viewer;
}

/** A room that the person is in. */
export function joined(api: ClientApi, user: string, roomId: string): MatrixRoom {
  const room = api.server.rooms.get(roomId);
  if (room?.membership(user) !== "join") throw new MatrixProblem(403, "M_FORBIDDEN");
  return room;
}

/** A room that the person is or was in, and has not forgotten. */
export function readable(api: ClientApi, user: string, roomId: string): MatrixRoom {
  const room = api.server.rooms.get(roomId);
  const own = room?.membership(user) ?? null;
  const isForgotten = api.server.account(user).forgotten.has(roomId);
  if (room === undefined || own === null || own === "invite" || isForgotten) {
    throw new MatrixProblem(403, "M_FORBIDDEN");
  }
  return room;
}

/** What of a room's events somebody may see, oldest first. */
export function visible(room: MatrixRoom, user: string): Placed[] {
  return room.events.filter(({ position }) => mayRead(room, user, position));
}

/** Does something once for a device and transaction, in a room whatever it is; who repeats it gets the first answer. */
export function once<Answer>(api: ClientApi, { user, device }: Viewer, transaction: string, act: () => Answer): Answer {
  const key = `${user} ${device} ${transaction}`;
  if (!api.transactions.has(key)) api.transactions.set(key, act());
  // What is kept under a key was made by the same call, so it is of the same form.
  return api.transactions.get(key) as Answer;
}

/** A number of the query, or what stands in for it. */
export function numberOf(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new MatrixProblem(400, "M_INVALID_PARAM");
  return number;
}

/** The position that a token of `/sync` or of a page stands for. */
export function positionOf(token: string): number {
  const match = /^[st](\d+)_\d+$/u.exec(token);
  if (match === null) throw new MatrixProblem(400, "M_UNKNOWN");
  return Number(match[1]);
}
