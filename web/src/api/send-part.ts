import { uploadPartPath, type UploadProblem } from "@pforte/shared/contract/files";
import { ApiError } from "./api-error.ts";
import { failureOf, unreachable } from "./call.ts";
import { sendBytes, type SentAnswer } from "./send-bytes.ts";

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

/** Sends one part and ends with `null` when the tool has all of it, with why it cannot go on, or throws an `ApiError`. */
export async function sendPart(options: PartToSend): Promise<UploadProblem | null> {
  const { upload, part, bytes, onSent, signal, patienceMilliseconds = 30_000 } = options;
  const address = `${uploadPartPath}?${new URLSearchParams({ upload, part: String(part) }).toString()}`;
  const answer = await sendBytes({ method: "PUT", address, bytes, onSent, signal, patienceMilliseconds });
  if (answer === null) {
    throw unreachable(0, undefined);
  }
  const problem = answer.status === 200 ? problemOf(answer.text) : null;
  if (answer.status !== 204 && problem === null) {
    throw refusal(answer);
  }
  return problem;
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

function refusal({ status, text }: SentAnswer): ApiError {
  const failure = failureOf(text);
  return failure === null ? unreachable(status, undefined) : new ApiError(status, failure);
}
