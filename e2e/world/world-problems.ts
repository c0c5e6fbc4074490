/** Something failed outside of a call that awaits it, such as a full disk under a timer. */
export class StrayProblem extends Error {}

/** One sentence for what stopped the demo, with what to do about it. */
export function explainProblem(error: unknown, dataDir: string): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const code = "code" in error ? error.code : undefined;
  const isFull = code === "ENOSPC" || code === "EDQUOT" || /ENOSPC|no space left on device/.test(error.message);
  if (isFull) {
    return `The disk is full: free some space (the demo needs about 200 MB), or set PFORTE_DATA_DIR to a folder on another disk.`;
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return `The folder ${dataDir} cannot be written: give yourself the right to, or set PFORTE_DATA_DIR to another folder.`;
  }
  if (code === "EADDRINUSE") {
    return `A port of the demo was taken meanwhile (${error.message}): start again, or choose others with PORT.`;
  }
  return error.message;
}
