import type { ErrorCode } from "@pforte/shared/errors/error-code";
import type { Failure } from "@pforte/shared/errors/failure";

/** The status that goes with each code. 401 is reserved for the portal's own session: a tool's refusal is a 502. */
export const statusOf = {
  bad_request: 400,
  body_too_large: 413,
  conflict: 409,
  fetch_metadata_refused: 403,
  forbidden: 403,
  internal: 500,
  method_not_allowed: 405,
  misdirected_host: 421,
  not_found: 404,
  not_publishable: 422,
  overloaded: 503,
  owned_by_file: 409,
  portal_header_missing: 403,
  precondition_required: 428,
  rate_limited: 429,
  room_encrypted: 409,
  session_ended: 401,
  signed_out: 401,
  source_sign_in_required: 502,
  source_unavailable: 503,
  step_up: 401,
  storage_unavailable: 503,
  timeout: 504,
  too_many_streams: 503,
  unsupported_media_type: 415,
  version_stale: 412,
} as const satisfies Record<ErrorCode, number>;

/** What a caller may learn beyond the code. The message is for developers; people see a text chosen by code. */
export interface PortalErrorOptions {
  readonly message?: string;
  readonly source?: string;
  readonly retryAfterSeconds?: number;
  readonly issues?: NonNullable<Failure["issues"]>;
  readonly cause?: unknown;
}

/** A failure that routes and plugins mean: its code, message and fields reach the caller, its cause only the log. */
export class PortalError extends Error {
  override readonly name = "PortalError";
  readonly code: ErrorCode;
  readonly source: string | null;
  readonly retryAfterSeconds: number | null;
  readonly issues: Failure["issues"] | null;

  constructor(code: ErrorCode, options: PortalErrorOptions = {}) {
    super(options.message ?? `The request failed with ${code}.`, { cause: options.cause });
    this.code = code;
    this.source = options.source ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
    this.issues = options.issues ?? null;
  }
}
