import { chatUploadPath } from "@pforte/shared/contract/chat";
import { sendBytes } from "#api/send-bytes.ts";
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

export const sendUpload: SendUpload = async ({ source, name, type, bytes, onProgress, signal }) => {
  const address = `${chatUploadPath}/${encodeURIComponent(source)}?${new URLSearchParams({ name, type }).toString()}`;
  const onSent = (loaded: number, total: number): void => onProgress(total === 0 ? 0 : loaded / total);
  const reply = await sendBytes({ method: "POST", address, bytes, onSent, signal, patienceMilliseconds });
  if (reply === null) {
    throw new MatrixFailure(0, null, null);
  }
  const answer = answerOf(reply.text);
  const uri = text(answer["uri"]);
  if (reply.status !== 200 || uri === null) {
    throw refusal(reply.status, answer);
  }
  return uri;
};

function answerOf(body: string): Readonly<Record<string, unknown>> {
  try {
    return record(JSON.parse(body));
  } catch {
    // A proxy's page says no more than its status.
    return {};
  }
}

function refusal(status: number, answer: Readonly<Record<string, unknown>>): MatrixFailure {
  const seconds = answer["retryAfterSeconds"];
  const wait = typeof seconds === "number" ? seconds * 1000 : 5000;
  const code = text(answer["code"]) === "room_encrypted" ? "ORG.PFORTE.ROOM_ENCRYPTED" : text(answer["errcode"]);
  // A homeserver that has to be answered for by the portal comes as 502 or 503; the rest is as it says.
  return new MatrixFailure(status === 200 ? 502 : status, code, status === 429 ? wait : null);
}
