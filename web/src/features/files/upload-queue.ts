import {
  isRunning,
  type IfExists,
  type Upload,
  type UploadCalls,
  type UploadState,
  type UploadTarget,
} from "./upload.ts";
import { runUpload } from "./upload-run.ts";

/** All uploads of a page; they go on while the person looks at another view. */
export interface UploadQueue {
  readonly get: () => readonly Upload[];
  readonly subscribe: (listener: () => void) => () => void;
  add(files: readonly File[], target: UploadTarget): void;
  /** Starts over, after an answer to what stopped it. */
  again(id: string, ifExists: IfExists): void;
  /** Takes an upload off the list; what is on its way is given up. */
  remove(id: string): void;
  /** Gives everything up, when the session is over. */
  clear(): void;
}

export interface UploadQueueOptions {
  readonly calls: UploadCalls;
  readonly onEnd: (upload: Upload) => void;
  /** Asks the person before the page is closed, while it is needed. */
  readonly holdPage: (isHeld: boolean) => void;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
  readonly newId: () => string;
}

/** More at a time only share the same line. */
const parallel = 2;

export function createUploadQueue(options: UploadQueueOptions): UploadQueue {
  return new Queue(options);
}

interface Control {
  readonly abort: AbortController;
  ifExists: IfExists;
  /** The portal's name of it while there is something to throw away there. */
  name: string | null;
}

class Queue implements UploadQueue {
  readonly #options: UploadQueueOptions;
  readonly #listeners = new Set<() => void>();
  readonly #controls = new Map<string, Control>();
  #uploads: readonly Upload[] = [];
  #running = 0;

  constructor(options: UploadQueueOptions) {
    this.#options = options;
  }

  readonly get = (): readonly Upload[] => this.#uploads;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(files: readonly File[], target: UploadTarget): void {
    const added = files.map((file): Upload => ({
      id: this.#options.newId(),
      file,
      source: target.source,
      folder: target.folder,
      state: { kind: "queued" },
    }));
    for (const { id } of added) {
      this.#controls.set(id, { abort: new AbortController(), ifExists: "ask", name: null });
    }
    // What has arrived before has been read; its messages make room.
    this.#become([...this.#uploads.filter(({ state }) => state.kind !== "stored"), ...added]);
    this.#startNext();
  }

  again(id: string, ifExists: IfExists): void {
    this.#giveUp(id);
    this.#controls.set(id, { abort: new AbortController(), ifExists, name: null });
    this.#set(id, { kind: "queued" });
    this.#startNext();
  }

  remove(id: string): void {
    this.#giveUp(id);
    this.#become(this.#uploads.filter((upload) => upload.id !== id));
  }

  clear(): void {
    for (const { id } of this.#uploads) {
      this.#giveUp(id);
    }
    this.#become([]);
  }

  #giveUp(id: string): void {
    const control = this.#controls.get(id);
    this.#controls.delete(id);
    control?.abort.abort();
    const name = control?.name ?? null;
    if (name !== null) {
      // What stays there is swept by the tool after a while.
      this.#options.calls.abort(name).catch(() => undefined);
    }
  }

  #startNext(): void {
    for (const upload of this.#uploads) {
      const control = this.#controls.get(upload.id);
      if (this.#running < parallel && upload.state.kind === "queued" && control !== undefined) {
        void this.#run(upload, control);
      }
    }
  }

  async #run(upload: Upload, control: Control): Promise<void> {
    this.#running += 1;
    const { calls, wait, now, onEnd } = this.#options;
    const report = (state: UploadState): void => {
      // A run that was given up may still say something.
      if (this.#controls.get(upload.id) === control) {
        this.#set(upload.id, state);
      }
    };
    try {
      const state = await runUpload({
        upload,
        ifExists: control.ifExists,
        calls,
        signal: control.abort.signal,
        report,
        wait,
        now,
        onName: (name) => {
          control.name = name;
        },
      });
      report(state);
      if (this.#controls.get(upload.id) === control) {
        onEnd({ ...upload, state });
      }
    } catch {
      // Only a run that was given up ends so; nobody waits for it.
    } finally {
      this.#running -= 1;
      this.#startNext();
    }
  }

  #set(id: string, state: UploadState): void {
    this.#become(this.#uploads.map((upload) => (upload.id === id ? { ...upload, state } : upload)));
  }

  #become(uploads: readonly Upload[]): void {
    const was = this.#uploads.some(isRunning);
    this.#uploads = uploads;
    const is = uploads.some(isRunning);
    if (was !== is) {
      this.#options.holdPage(is);
    }
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
