import { uploadPartPath, type UploadProblem } from "@pforte/shared/contract/files";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { ApiError } from "./api-error.ts";
import { failureOf, unreachable } from "./call.ts";

/** A part of an upload: which, its bytes, and who hears how many of them have left. */
export interface PartToSend {
  readonly upload: string;
  /** Counted from 1. */
  readonly part: number;
  readonly bytes: Blob;
  readonly onSent: (bytes: number) => void;
  readonly signal: AbortSignal;
  /** How long nothing may move before the connection counts as lost. */
  readonly patienceMilliseconds?: number;
}

/**
 * Sends one part and ends with `null` when the tool has all of it, with why it cannot go on, or throws an `ApiError`. It
 * is XMLHttpRequest because `fetch` does not tell how much of a body has left.
 */
export function sendPart(options: PartToSend): Promise<UploadProblem | null> {
  const { upload, part, bytes, onSent, signal, patienceMilliseconds = 30_000 } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
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
    request.upload.addEventListener("progress", (event) => {
      hope();
      onSent(event.loaded);
    });
    request.addEventListener("load", () => {
      end(() => settle(request, resolve, reject));
    });
    for (const name of ["error", "abort", "timeout"] as const) {
      request.addEventListener(name, () => {
        end(() => reject(signal.aborted ? signal.reason : unreachable(0, undefined)));
      });
    }
    signal.addEventListener("abort", stop);
    request.open("PUT", `${uploadPartPath}?${new URLSearchParams({ upload, part: String(part) }).toString()}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader(portalHeader.name, portalHeader.value);
    hope();
    request.send(bytes);
  });
}

function settle(
  request: XMLHttpRequest,
  resolve: (problem: UploadProblem | null) => void,
  reject: (error: ApiError) => void,
): void {
  const problem = request.status === 200 ? problemOf(request.responseText) : null;
  if (request.status === 204 || problem !== null) {
    resolve(problem);
  } else {
    reject(refusal(request));
  }
}

function problemOf(text: string): UploadProblem | null {
  try {
    const json: unknown = JSON.parse(text);
    // The server encodes by the schema of this answer.
    return typeof json === "object" && json !== null && "state" in json ? (json as UploadProblem) : null;
  } catch {
    return null;
  }
}

function refusal({ status, responseText }: XMLHttpRequest): ApiError {
  const failure = failureOf(responseText);
  return failure === null ? unreachable(status, undefined) : new ApiError(status, failure);
}
