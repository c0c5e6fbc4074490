import { randomUUID } from "node:crypto";
import type { CallContext, Connection } from "../src/connectors/kit/connector.ts";
import type { ChatSource, ChatView } from "../src/connectors/kit/chat.ts";
import type { FileSource, FileUploads } from "../src/connectors/kit/files.ts";
import type { NotificationSource } from "../src/connectors/kit/notifications.ts";
import { UpstreamError } from "../src/connectors/kit/upstream-error.ts";
import type { UpstreamBody } from "../src/connectors/kit/upstream-http.ts";
import type { WorkSource } from "../src/connectors/kit/work.ts";

/** Something that a connector can be asked for. */
export interface Act {
  readonly name: string;
  /** Whether it changes something at the tool. */
  readonly isWrite: boolean;
  run(connection: Connection, call: CallContext): Promise<unknown>;
}

/** What there is to act on. */
export interface Known {
  readonly notification: string | null;
  readonly action: { readonly notification: string; readonly action: string } | null;
  readonly thread: string | null;
  readonly file: string | null;
  readonly picture: string | null;
  readonly work: { readonly id: string; readonly version: string; readonly status: string } | null;
  /** One that the person may write into. */
  readonly room: string | null;
  readonly encryptedRoom: string | null;
}

/** Looks for something to act on in each capability. */
export async function survey({ connector }: Connection, call: CallContext): Promise<Known> {
  const { rooms, waiting } = await talked(connector, call);
  const files = connector.files === undefined ? [] : (await connector.files.recent(call, 50)).files;
  const actions = waiting.flatMap((of) => of.actions.map(({ id }) => ({ notification: of.id, action: id })));
  return {
    // One without acts of its own: an invitation is not read, it is answered.
    notification: first(waiting.filter((each) => each.actions.length === 0))?.id ?? null,
    action: first(actions),
    thread: first(waiting)?.thread ?? null,
    file: first(files)?.id ?? null,
    picture: first(files.filter((each) => each.hasPreview))?.id ?? null,
    work: await changeable(connector.work, call),
    ...roomsIn(rooms),
  };
}

function roomsIn(rooms: ChatView["rooms"]): Pick<Known, "room" | "encryptedRoom"> {
  const joined = rooms.filter((each) => !each.isInvitation);
  return {
    room: joined.find((each) => !each.isEncrypted)?.id ?? null,
    encryptedRoom: joined.find((each) => each.isEncrypted)?.id ?? null,
  };
}

const first = <T>(list: readonly T[]): T | null => list[0] ?? null;

async function talked(
  { notifications, chat }: Pick<Connection["connector"], "notifications" | "chat">,
  call: CallContext,
) {
  const view = await chat?.open().advance(call, 0);
  const list = await notifications?.list?.(call);
  return { rooms: view?.rooms ?? [], waiting: list?.notifications ?? view?.waiting ?? [] };
}

async function changeable(work: WorkSource | undefined, call: CallContext): Promise<Known["work"]> {
  if (work?.nextStatuses === undefined) return null;
  for (const { id, status } of (await work.mine(call, 50)).items) {
    const { version, statuses } = await work.nextStatuses(call, id);
    const next = statuses.find((each) => !each.isClosed && each.id !== status.id);
    if (next !== undefined) return { id, version, status: next.id };
  }
  return null;
}

/** Every member that a connector has, as an act; one that there is nothing for is a fault of the furnished tool. */
export function actsOf({ connector }: Connection, known: Known): readonly Act[] {
  const { notifications, files, work, chat, push } = connector;
  const acts: Act[] = [read("probe", async ({ connector: of }, call) => of.probe(call))];
  if (notifications !== undefined) acts.push(...notificationActs(notifications, known));
  if (files !== undefined) acts.push(...fileActs(files, known));
  if (work !== undefined) acts.push(...workActs(work, known));
  if (chat !== undefined) acts.push(...chatActs(chat, known));
  if (push !== undefined)
    acts.push(read("push.isOffered", async ({ connector: of }, call) => of.push?.isOffered(call)));
  return acts;
}

function chatActs(source: ChatSource, known: Known): readonly Act[] {
  const room = () => needed(known.room, "room to write into");
  const message = () => ({ text: "Canary-Antwort", transaction: randomUUID(), inReplyTo: null, mayBeThere: false });
  const acts: Record<string, Run> = {
    write: async ({ connector: { chat } }, call) => chat?.write?.(call, room(), message()),
  };
  return [
    read("chat.advance", async ({ connector: { chat } }, call) => chat?.open().advance(call, 0)),
    ...offered("chat", source, acts),
  ];
}

type Run = Act["run"];

const read = (name: string, run: Run): Act => ({ name, isWrite: false, run });

function needed<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`The judged tool has no ${what}.`);
  return value;
}

function notificationActs(source: NotificationSource, known: Known): readonly Act[] {
  const ids = () => [needed(known.notification, "notification")];
  const own = () => needed(known.action, "notification with an act of its own");
  const thread = () => needed(known.thread, "thread");
  const acts: Record<string, Run> = {
    list: async ({ connector: { notifications } }, call) => notifications?.list?.(call),
    mark: async ({ connector: { notifications } }, call) => notifications?.mark?.(call),
    setRead: async ({ connector: { notifications } }, call) => notifications?.setRead?.(call, ids(), true),
    dismiss: async ({ connector: { notifications } }, call) => notifications?.dismiss?.(call, ids()),
    act: async ({ connector: { notifications } }, call) => notifications?.act?.(call, own().notification, own().action),
    setMuted: async ({ connector: { notifications } }, call) => notifications?.setMuted?.(call, thread(), true),
  };
  return offered("notifications", source, acts);
}

function fileActs(source: FileSource, known: Known): readonly Act[] {
  const file = () => needed(known.file, "file");
  const picture = () => needed(known.picture, "file with a preview");
  const acts: Record<string, Run> = {
    recent: async ({ connector: { files } }, call) => files?.recent(call, 50),
    favourites: async ({ connector: { files } }, call) => files?.favourites?.(call, 50),
    shared: async ({ connector: { files } }, call) => files?.shared?.(call, 50),
    search: async ({ connector: { files } }, call) => files?.search?.(call, "e", 50),
    mark: async ({ connector: { files } }, call) => files?.mark?.(call),
    preview: async ({ connector: { files } }, call) => pictureOf(files?.preview?.(call, picture(), 64)),
    download: async ({ connector: { files } }, call) => bytesOf(await files?.download?.(call, file())),
    setFavourite: async ({ connector: { files } }, call) => files?.setFavourite?.(call, file(), true),
    uploads: async ({ connector: { files } }, call) => uploaded(files?.uploads, call),
  };
  return offered("files", source, acts);
}

function workActs(source: WorkSource, known: Known): readonly Act[] {
  const changeable = () => needed(known.work, "work whose status can change");
  const acts: Record<string, Run> = {
    mine: async ({ connector: { work } }, call) => work?.mine(call, 50),
    mark: async ({ connector: { work } }, call) => work?.mark?.(call),
    nextStatuses: async ({ connector: { work } }, call) => work?.nextStatuses?.(call, changeable().id),
    setStatus: async ({ connector: { work } }, call) => work?.setStatus?.(call, changeable()),
  };
  return offered("work", source, acts);
}

const writes = new Set(["setRead", "dismiss", "act", "setMuted", "setFavourite", "uploads", "setStatus", "write"]);

/** The acts whose members are there. */
function offered(capability: string, source: object, acts: Readonly<Record<string, Run>>): readonly Act[] {
  return Object.entries(acts)
    .filter(([member]) => member in source)
    .map(([member, run]) => ({ name: `${capability}.${member}`, isWrite: writes.has(member), run }));
}

/** What the route of pictures shows is a picture and nothing else. */
async function pictureOf(asked: Promise<UpstreamBody> | undefined): Promise<number> {
  const body = await asked;
  if (body?.type.startsWith("image/") === true) return bytesOf(body);
  body?.cancel();
  throw new UpstreamError("bad_response", "A preview is no picture.");
}

async function bytesOf(body: UpstreamBody | undefined): Promise<number> {
  let length = 0;
  for await (const piece of body?.stream ?? []) length += piece.length;
  return length;
}

async function uploaded(uploads: FileUploads | undefined, call: CallContext): Promise<unknown> {
  if (uploads === undefined) return undefined;
  const bytes = Buffer.from("Canary-Upload");
  const begun = await uploads.begin(call, {
    folder: uploads.folder,
    name: "canary-upload.txt",
    size: bytes.length,
    changedAt: null,
    ifExists: "replace",
    transfer: "canary-1",
  });
  if (!("target" in begun)) return begun;
  const problem = await uploads.part(call, begun.target, 1, { stream: piecesOf(bytes), length: bytes.length });
  if (problem !== null) return problem;
  const finished = await uploads.finish(call, begun.target);
  return "state" in finished ? finished : undefined;
}

// oxlint-disable-next-line typescript/require-await -- one piece that is there already
async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}
