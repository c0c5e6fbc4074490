import { chatUploadPath } from "@pforte/shared/contract/chat";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { MatrixFailure } from "./matrix-call.ts";
import { record, text } from "./raw-event.ts";

export interface Upload {
  readonly source: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Blob;
  /** Between 0 and 1. */
  readonly onProgress: (progress: number) => void;
  readonly signal: AbortSignal;
}

/** Sends a file to the source and resolves with its address there; rejects with a `MatrixFailure`. */
export type SendUpload = (upload: Upload) => Promise<string>;

/** How long nothing may move before the connection counts as lost. */
const patienceMilliseconds = 60_000;

/** It is XMLHttpRequest because `fetch` does not tell how much of a body has left. */
export const sendUpload: SendUpload = ({ source, name, type, bytes, onProgress, signal }) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    let patience: ReturnType<typeof setTimeout> | undefined;
    const stop = (): void => request.abort();
    const hope = (): void => {
      clearTimeout(patience);
      patience = setTimeout(stop, patienceMilliseconds);
    };
    const end = (act: () => void): void => {
      clearTimeout(patience);
      signal.removeEventListener("abort", stop);
      act();
    };
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      hope();
      onProgress(total === 0 ? 0 : loaded / total);
    });
    request.addEventListener("load", () => {
      const answer = answerOf(request.responseText);
      const uri = text(answer["uri"]);
      end(() => (request.status === 200 && uri !== null ? resolve(uri) : reject(refusal(request, answer))));
    });
    for (const event of ["error", "abort", "timeout"] as const) {
      request.addEventListener(event, () => {
        end(() => reject(signal.aborted ? signal.reason : new MatrixFailure(0, null, null)));
      });
    }
    signal.addEventListener("abort", stop);
    const query = new URLSearchParams({ name, type }).toString();
    request.open("POST", `${chatUploadPath}/${encodeURIComponent(source)}?${query}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader(portalHeader.name, portalHeader.value);
    hope();
    request.send(bytes);
  });

function answerOf(body: string): Readonly<Record<string, unknown>> {
  try {
    return record(JSON.parse(body));
  } catch {
    // A proxy's page says no more than its status.
    return {};
  }
}

function refusal({ status }: XMLHttpRequest, answer: Readonly<Record<string, unknown>>): MatrixFailure {
  const seconds = answer["retryAfterSeconds"];
  const wait = typeof seconds === "number" ? seconds * 1000 : 5000;
  const code = text(answer["code"]) === "room_encrypted" ? "ORG.PFORTE.ROOM_ENCRYPTED" : text(answer["errcode"]);
  // A homeserver that has to be answered for by the portal comes as 502 or 503; the rest is as it says.
  return new MatrixFailure(status === 200 ? 502 : status, code, status === 429 ? wait : null);
}
