/** Why a call to a tool did not bring what it should. Classified where HTTP is known, never by the text of a message. */
export type UpstreamReason =
  /** The tool does not accept the person's token, or there is none. */
  | "sign_in_required"
  /** The person may not use this tool, or not this part of it. */
  | "forbidden"
  | "not_found"
  /**
   * The tool understood, and refuses this act because of the state that things are in: changed meanwhile, locked, in the
   * way, too large, no room (405, 409, 412, 413, 422, 423, 424, 428, 507). `status` tells which.
   */
  | "conflict"
  | "rate_limited"
  | "unavailable"
  | "timeout"
  /** The tool answered with something that it should not: another form, too much, or nonsense. */
  | "bad_response";

/** What may be kept of a refusal: never a body, a header or an address. */
export interface UpstreamErrorFacts {
  readonly status?: number;
  /** The vendor's own short word for it, such as `M_UNKNOWN_TOKEN`. */
  readonly code?: string;
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** The one error that a connector and the client below it throw. */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  readonly reason: UpstreamReason;
  readonly status: number | null;
  readonly code: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(reason: UpstreamReason, message: string, facts: UpstreamErrorFacts = {}) {
    super(message, facts.cause === undefined ? {} : { cause: facts.cause });
    this.reason = reason;
    this.status = facts.status ?? null;
    this.code = facts.code ?? null;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
  }
}
