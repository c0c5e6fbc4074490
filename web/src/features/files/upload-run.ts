import type { UploadProblem } from "@pforte/shared/contract/files";
import { ApiError, codeOf } from "#api/api-error.ts";
import { retryDelay, shouldRetry } from "#api/retry.ts";
import type { IfExists, Upload, UploadCalls, UploadState } from "./upload.ts";
import { withSample, type Sample } from "./time-left.ts";

/** What a run needs beside the portal. */
export interface UploadRun {
  readonly upload: Upload;
  readonly ifExists: IfExists;
  readonly calls: UploadCalls;
  readonly signal: AbortSignal;
  readonly report: (state: UploadState) => void;
  /** Waits, or less where the network comes back earlier. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
  /** Under which name the portal knows this upload, as soon as it has one. */
  readonly onName: (name: string | null) => void;
}

/** How often one call is tried before the person is asked; with the waits between them about four minutes. */
const mostTries = 12;
const longestWaitMilliseconds = 30_000;

type Begun = { readonly upload: string; readonly partBytes: number } | UploadProblem;

/**
 * Brings one file to its folder and ends in the state that stays. A call that is lost on the way is made again under
 * the same name: a part that had arrived is overwritten by itself, and finishing twice changes nothing.
 */
export async function runUpload(run: UploadRun): Promise<UploadState> {
  try {
    const begun = await begin(run);
    if ("state" in begun) {
      return { kind: "problem", problem: begun };
    }
    run.onName(begun.upload);
    const stopped = await sendParts(run, begun.upload, begun.partBytes);
    if (stopped !== null) {
      return { kind: "problem", problem: stopped };
    }
    run.report({ kind: "finishing" });
    const end = await persist(run, run.upload.file.size, () => run.calls.finish(begun.upload, run.signal));
    run.onName(null);
    return end.state === "stored" ? { kind: "stored", file: end.file } : { kind: "problem", problem: end };
  } catch (error) {
    run.signal.throwIfAborted();
    return { kind: "failed", because: error instanceof UnreadableFile ? "unreadable" : codeOf(error) };
  }
}

async function begin(run: UploadRun): Promise<Begun> {
  const { file, source, folder } = run.upload;
  run.report({ kind: "sending", sent: 0, samples: [] });
  const reply = await persist(run, 0, () =>
    run.calls.begin(
      {
        source,
        folder,
        name: file.name,
        size: file.size,
        changedAt: file.lastModified > 0 ? new Date(file.lastModified).toISOString() : null,
        ifExists: run.ifExists,
      },
      run.signal,
    ),
  );
  return reply.state === "ready" ? { upload: reply.upload, partBytes: reply.partBytes } : reply;
}

async function sendParts(run: UploadRun, upload: string, partBytes: number): Promise<UploadProblem | null> {
  const { file } = run.upload;
  let samples: readonly Sample[] = [];
  const tell = (sent: number): void => {
    samples = withSample(samples, { at: run.now(), sent });
    run.report({ kind: "sending", sent, samples });
  };
  // An empty file is one part without bytes.
  const parts = Math.max(1, Math.ceil(file.size / partBytes));
  for (let part = 1; part <= parts; part += 1) {
    const from = (part - 1) * partBytes;
    const bytes = file.slice(from, from + partBytes);
    const problem = await persist(run, from, (tries) => {
      if (tries === 0) {
        tell(from);
      } else {
        // What was measured before an interruption says nothing of the speed after it; that it is over, bytes say.
        samples = [];
      }
      return run.calls.sendPart({
        upload,
        part,
        bytes,
        signal: run.signal,
        onSent: (sent) => tell(Math.min(from + sent, from + bytes.size)),
      });
    });
    if (problem !== null) {
      return problem;
    }
    tell(from + bytes.size);
  }
  return null;
}

/** Makes a call until it is answered, while what goes wrong may pass by itself. */
async function persist<Reply>(run: UploadRun, sent: number, act: (tries: number) => Promise<Reply>): Promise<Reply> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await act(tries);
    } catch (error) {
      run.signal.throwIfAborted();
      if (tries + 1 >= mostTries || !shouldRetry(0, error)) {
        throw error;
      }
      await expectReadable(run.upload.file, error);
      run.report({ kind: "held_up", sent });
      await run.wait(Math.min(retryDelay(tries, error), longestWaitMilliseconds), run.signal);
      run.signal.throwIfAborted();
    }
  }
}

class UnreadableFile extends Error {}

/** A file that has changed on the person's disk fails to be sent like a lost network, but never gets better. */
async function expectReadable(file: File, error: unknown): Promise<void> {
  if (!(error instanceof ApiError) || error.status !== 0) {
    return;
  }
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch (cause) {
    throw new UnreadableFile("The file cannot be read any more.", { cause });
  }
}
