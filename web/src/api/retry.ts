import { ApiError, type ClientErrorCode } from "./api-error.ts";

/** Which failures may pass by themselves; everything else answers the same however often it is asked. */
const passing = {
  bad_request: false,
  body_too_large: false,
  conflict: false,
  fetch_metadata_refused: false,
  forbidden: false,
  internal: false,
  method_not_allowed: false,
  misdirected_host: false,
  not_found: false,
  not_publishable: false,
  overloaded: true,
  owned_by_file: false,
  portal_header_missing: false,
  portal_unreachable: true,
  precondition_required: false,
  rate_limited: true,
  room_encrypted: false,
  session_ended: false,
  signed_out: false,
  source_sign_in_required: false,
  source_unavailable: true,
  step_up: false,
  storage_unavailable: true,
  timeout: true,
  too_many_streams: false,
  unsupported_media_type: false,
  version_stale: false,
} as const satisfies Record<ClientErrorCode, boolean>;

const retries = 2;
const longestWaitSeconds = 30;

/** Whether a read is tried again: by its code, twice at most, and not where the server asks for a long wait. */
export function shouldRetry(failures: number, error: unknown): boolean {
  if (!(error instanceof ApiError) || failures >= retries) {
    return false;
  }
  const { code, retryAfterSeconds = 0 } = error.failure;
  // A server that is newer than this page may send a code that it does not know.
  return Object.hasOwn(passing, code) && passing[code] && retryAfterSeconds <= longestWaitSeconds;
}

/** How long to wait before a read is tried again; spread, so that many pages do not come back at once. */
export function retryDelay(failures: number, error: unknown, random: () => number = Math.random): number {
  const asked = error instanceof ApiError ? (error.failure.retryAfterSeconds ?? 0) * 1000 : 0;
  const own = Math.min(1000 * 2 ** failures, 30_000);
  return asked + own * (0.5 + random() / 2);
}
