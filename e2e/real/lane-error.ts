/** A part of the lane failed: which one, why, and where its log is. */
export class LaneError extends Error {
  override readonly name = "LaneError";
  constructor(part: string, message: string, log: string | null = null) {
    super(`${part}: ${message}${log === null ? "" : `\n  Its log: ${log}`}`);
  }
}
