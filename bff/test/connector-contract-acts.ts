import type { CallContext, Connection } from "../src/connectors/kit/connector.ts";
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
}

/** Looks for something to act on in each capability. */
export async function survey({ connector }: Connection, call: CallContext): Promise<Known> {
  const waiting = await waitingIn(connector, call);
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
  };
}

const first = <T>(list: readonly T[]): T | null => list[0] ?? null;

async function waitingIn(
  { notifications, chat }: Pick<Connection["connector"], "notifications" | "chat">,
  call: CallContext,
) {
  if (notifications?.list !== undefined) return (await notifications.list(call)).notifications;
  return (await chat?.open().advance(call, 0))?.waiting ?? [];
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
  if (chat !== undefined)
    acts.push(read("chat.advance", async ({ connector: of }, call) => of.chat?.open().advance(call, 0)));
  if (push !== undefined)
    acts.push(read("push.isOffered", async ({ connector: of }, call) => of.push?.isOffered(call)));
  return acts;
}

type Run = Act["run"];

const read = (name: string, run: Run): Act => ({ name, isWrite: false, run });
const write = (name: string, run: Run): Act => ({ name, isWrite: true, run });

function needed<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`The judged tool has no ${what}.`);
  return value;
}

function notificationActs(source: NotificationSource, known: Known): readonly Act[] {
  const acts: Act[] = [];
  if (source.list !== undefined)
    acts.push(read("notifications.list", async ({ connector }, call) => connector.notifications?.list?.(call)));
  if (source.mark !== undefined)
    acts.push(read("notifications.mark", async ({ connector }, call) => connector.notifications?.mark?.(call)));
  if (source.setRead !== undefined) {
    const ids = [needed(known.notification, "notification")];
    acts.push(
      write("notifications.setRead", async ({ connector }, call) =>
        connector.notifications?.setRead?.(call, ids, true),
      ),
    );
  }
  if (source.dismiss !== undefined) {
    const ids = [needed(known.notification, "notification")];
    acts.push(
      write("notifications.dismiss", async ({ connector }, call) => connector.notifications?.dismiss?.(call, ids)),
    );
  }
  if (source.act !== undefined) {
    const { notification, action } = needed(known.action, "notification with an act of its own");
    acts.push(
      write("notifications.act", async ({ connector }, call) =>
        connector.notifications?.act?.(call, notification, action),
      ),
    );
  }
  if (source.setMuted !== undefined) {
    const thread = needed(known.thread, "thread");
    acts.push(
      write("notifications.setMuted", async ({ connector }, call) =>
        connector.notifications?.setMuted?.(call, thread, true),
      ),
    );
  }
  return acts;
}

function fileActs(source: FileSource, known: Known): readonly Act[] {
  const acts: Act[] = [read("files.recent", async ({ connector }, call) => connector.files?.recent(call, 50))];
  for (const list of ["favourites", "shared"] as const) {
    if (source[list] !== undefined)
      acts.push(read(`files.${list}`, async ({ connector }, call) => connector.files?.[list]?.(call, 50)));
  }
  if (source.search !== undefined)
    acts.push(read("files.search", async ({ connector }, call) => connector.files?.search?.(call, "e", 50)));
  if (source.mark !== undefined)
    acts.push(read("files.mark", async ({ connector }, call) => connector.files?.mark?.(call)));
  if (source.preview !== undefined) {
    const picture = needed(known.picture, "file with a preview");
    acts.push(
      read("files.preview", async ({ connector }, call) => pictureOf(connector.files?.preview?.(call, picture, 64))),
    );
  }
  const file = needed(known.file, "file");
  if (source.download !== undefined)
    acts.push(
      read("files.download", async ({ connector }, call) => bytesOf(await connector.files?.download?.(call, file))),
    );
  if (source.setFavourite !== undefined)
    acts.push(
      write("files.setFavourite", async ({ connector }, call) => connector.files?.setFavourite?.(call, file, true)),
    );
  if (source.uploads !== undefined)
    acts.push(write("files.uploads", async ({ connector }, call) => uploaded(connector.files?.uploads, call)));
  return acts;
}

function workActs(source: WorkSource, known: Known): readonly Act[] {
  const acts: Act[] = [read("work.mine", async ({ connector }, call) => connector.work?.mine(call, 50))];
  if (source.mark !== undefined)
    acts.push(read("work.mark", async ({ connector }, call) => connector.work?.mark?.(call)));
  const work = source.nextStatuses === undefined ? null : needed(known.work, "work whose status can change");
  if (work === null) return acts;
  acts.push(read("work.nextStatuses", async ({ connector }, call) => connector.work?.nextStatuses?.(call, work.id)));
  if (source.setStatus !== undefined)
    acts.push(write("work.setStatus", async ({ connector }, call) => connector.work?.setStatus?.(call, work)));
  return acts;
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
