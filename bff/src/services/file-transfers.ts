import type { FileRequest } from "./file-source.ts";

/** Bytes on their way end with the session that they are moved for, not only with the request. */
export class FileTransfers {
  readonly #running = new Map<string, Set<AbortController>>();

  /** The request with a signal that also hears of the session's end; `end` must be called once it is over. */
  begin(request: FileRequest): { readonly request: FileRequest; readonly end: () => void } {
    const { sessionHash } = request.principal;
    const controller = new AbortController();
    const all = this.#running.get(sessionHash) ?? new Set();
    this.#running.set(sessionHash, all.add(controller));
    const abort = () => controller.abort(request.signal.reason);
    if (request.signal.aborted) abort();
    request.signal.addEventListener("abort", abort, { once: true });
    const end = () => {
      request.signal.removeEventListener("abort", abort);
      all.delete(controller);
      if (all.size === 0 && this.#running.get(sessionHash) === all) this.#running.delete(sessionHash);
    };
    return { request: { ...request, signal: controller.signal }, end };
  }

  endSession(sessionHash: string): void {
    const reason = new DOMException("The session is over.", "AbortError");
    for (const controller of this.#running.get(sessionHash) ?? []) controller.abort(reason);
  }

  /** How many sessions move bytes now. */
  get size(): number {
    return this.#running.size;
  }
}
