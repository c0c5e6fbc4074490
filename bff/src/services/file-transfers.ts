import type { UpstreamBody } from "#connectors/kit/upstream-http.ts";
import { SessionOverError } from "#storage/session-over.ts";
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

  /** Moves bytes for as long as the act takes. */
  async during<T>(request: FileRequest, act: (request: FileRequest) => Promise<T>): Promise<T> {
    const transfer = this.begin(request);
    try {
      return await act(transfer.request);
    } finally {
      transfer.end();
    }
  }

  /** Opens bytes; the `cancel` of what comes back must be called in the end, also after all of them were read. */
  async open<Body extends UpstreamBody>(
    request: FileRequest,
    open: (request: FileRequest) => Promise<Body | undefined>,
  ): Promise<Body | null> {
    const transfer = this.begin(request);
    try {
      const body = await open(transfer.request);
      if (body === undefined) {
        transfer.end();
        return null;
      }
      const cancel = () => {
        body.cancel();
        transfer.end();
      };
      return { ...body, cancel };
    } catch (error) {
      transfer.end();
      throw error;
    }
  }

  endSession(sessionHash: string): void {
    const reason = new SessionOverError();
    for (const controller of this.#running.get(sessionHash) ?? []) controller.abort(reason);
  }

  /** How many sessions move bytes now. */
  get size(): number {
    return this.#running.size;
  }
}
