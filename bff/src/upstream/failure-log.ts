import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Log } from "#log.ts";

const windowMilliseconds = 60_000;
/** What the client says by itself while it spares a source; the failures before it have been told. */
const ownCodes = new Set(["suspended", "busy", "token_replaced"]);

const certificateProblems: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "The certificate of a source has expired.",
  CERT_NOT_YET_VALID: "The certificate of a source is not valid yet.",
  ERR_TLS_CERT_ALTNAME_INVALID: "The certificate of a source is for another name.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The certificate of a source is signed by an authority that is not trusted.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "The certificate of a source is signed by an authority that is not trusted.",
  UNABLE_TO_GET_ISSUER_CERT: "The certificate of a source is signed by an authority that is not trusted.",
  SELF_SIGNED_CERT_IN_CHAIN: "The certificate of a source is signed by an authority that is not trusted.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The certificate of a source is signed by itself.",
};

/** Tells operators what is wrong with a source, each kind of failure once per minute with how often it happened (F7). */
export class FailureLog {
  readonly #source: string;
  readonly #log: Log;
  readonly #now: () => Date;
  readonly #told = new Map<string, { at: number; since: number }>();

  constructor(source: string, log: Log, now: () => Date) {
    this.#source = source;
    this.#log = log;
    this.#now = now;
  }

  tell(error: unknown): void {
    if (!(error instanceof UpstreamError) || !isFault(error)) return;
    const { reason, status, code } = error;
    const key = `${reason} ${status ?? ""} ${code ?? ""}`;
    const at = this.#now().getTime();
    const told = this.#told.get(key);
    if (told !== undefined && at - told.at < windowMilliseconds) {
      told.since += 1;
      return;
    }
    // Codes come from tools: so many different ones are no information any more.
    if (this.#told.size >= 100) this.#told.clear();
    this.#told.set(key, { at, since: 0 });
    const fields = { source: this.#source, reason, status, code, before: told?.since ?? 0 };
    this.#log.warn(fields, certificateProblems[code ?? ""] ?? "A call to a source failed.");
  }
}

function isFault({ reason, code }: UpstreamError): boolean {
  if (code !== null && ownCodes.has(code)) return false;
  return reason === "unavailable" || reason === "timeout" || reason === "bad_response";
}
