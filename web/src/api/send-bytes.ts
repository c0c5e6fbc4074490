import { portalHeader } from "@pforte/shared/contract/portal-header";

/** Bytes on their way to the portal. */
export interface BytesToSend {
  readonly method: "POST" | "PUT";
  readonly address: string;
  readonly bytes: Blob;
  /** How many bytes have left, and of how many. */
  readonly onSent: (loaded: number, total: number) => void;
  readonly signal: AbortSignal;
  /** How long nothing may move before the connection counts as lost. */
  readonly patienceMilliseconds: number;
}

export interface SentAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Sends bytes and resolves with the answer, or with `null` where none came; throws the signal's reason. It is
 * XMLHttpRequest because `fetch` does not tell how much of a body has left.
 */
export async function sendBytes(options: BytesToSend): Promise<SentAnswer | null> {
  const { method, address, bytes, onSent, signal, patienceMilliseconds } = options;
  signal.throwIfAborted();
  const request = new XMLHttpRequest();
  const stop = (): void => request.abort();
  let patience: ReturnType<typeof setTimeout> | undefined;
  const hope = (): void => {
    clearTimeout(patience);
    patience = setTimeout(stop, patienceMilliseconds);
  };
  signal.addEventListener("abort", stop);
  try {
    const answer = await new Promise<SentAnswer | null>((resolve) => {
      request.upload.addEventListener("progress", ({ loaded, total }) => {
        hope();
        onSent(loaded, total);
      });
      request.addEventListener("load", () => resolve({ status: request.status, text: request.responseText }));
      for (const event of ["error", "abort", "timeout"] as const) {
        request.addEventListener(event, () => resolve(null));
      }
      request.open(method, address);
      request.setRequestHeader("content-type", "application/octet-stream");
      request.setRequestHeader("accept", "application/json");
      request.setRequestHeader(portalHeader.name, portalHeader.value);
      hope();
      request.send(bytes);
    });
    if (answer === null) {
      signal.throwIfAborted();
    }
    return answer;
  } finally {
    clearTimeout(patience);
    signal.removeEventListener("abort", stop);
  }
}
