import { abortUpload, beginUpload, finishUpload, type FileList } from "@pforte/shared/contract/files";
import { isSignedOut } from "#api/api-error.ts";
import { call } from "#api/call.ts";
import { cardQueries } from "#api/card-queries.ts";
import type { PortalClient } from "#api/portal-client.tsx";
import { sendPart } from "#api/send-part.ts";
import { fileQueries } from "./file-queries.ts";
import type { Upload, UploadCalls } from "./upload.ts";
import { createUploadQueue, type UploadQueue } from "./upload-queue.ts";

const queues = new WeakMap<PortalClient, UploadQueue>();

/** The uploads of this page: one queue, whichever view shows it. */
export function uploadsOf(client: PortalClient): UploadQueue {
  const found = queues.get(client);
  if (found !== undefined) {
    return found;
  }
  const queue = createUploadQueue({
    calls: callsOf(client),
    onEnd: (upload) => takeOver(client, upload),
    holdPage,
    wait,
    now: () => performance.now(),
    newId: () => crypto.randomUUID(),
  });
  queues.set(client, queue);
  // Files are personal: what is on its way stops with the session.
  client.session.subscribe(() => {
    const { kind } = client.session.get();
    if (kind === "left") {
      queue.clear();
    }
  });
  return queue;
}

function callsOf({ session }: PortalClient): UploadCalls {
  // These calls are no queries of the page, so that their 401 is noticed here.
  const noticed = async <Reply>(reply: Promise<Reply>): Promise<Reply> => {
    try {
      return await reply;
    } catch (error) {
      if (isSignedOut(error)) {
        session.pause();
      }
      throw error;
    }
  };
  return {
    begin: (body, signal) => noticed(call(beginUpload, { body }, signal)),
    sendPart: (part) => noticed(sendPart(part)),
    finish: (upload, signal) => noticed(call(finishUpload, { body: { upload } }, signal)),
    abort: (upload) => call(abortUpload, { body: { upload } }),
  };
}

/** Shows a stored file at once; what the server says of its lists follows. */
function takeOver({ queries }: PortalClient, { state }: Upload): void {
  if (state.kind !== "stored") {
    return;
  }
  const { file } = state;
  queries.setQueryData<FileList>(fileQueries.list("recent").queryKey, (list) =>
    list === undefined ? list : { ...list, files: [file, ...list.files.filter(({ id }) => id !== file.id)] },
  );
  void queries.invalidateQueries({ queryKey: fileQueries.all() });
  void queries.invalidateQueries({ queryKey: cardQueries.all() });
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

function holdPage(isHeld: boolean): void {
  if (isHeld) {
    window.addEventListener("beforeunload", warn);
  } else {
    window.removeEventListener("beforeunload", warn);
  }
}

/** Waits; a network that comes back ends the wait, one that is away lets it last. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(() => {
      if (navigator.onLine) {
        end();
      }
    }, milliseconds);
    window.addEventListener("online", end);
    signal.addEventListener("abort", end);
  });
}
