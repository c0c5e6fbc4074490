import { UpstreamError, type UpstreamReason } from "#connectors/kit/upstream-error.ts";
import { PortalError } from "#plugins/portal-error.ts";

const codes: Readonly<Record<UpstreamReason, PortalError["code"]>> = {
  sign_in_required: "source_sign_in_required",
  forbidden: "forbidden",
  not_found: "not_found",
  conflict: "conflict",
  rate_limited: "source_unavailable",
  unavailable: "source_unavailable",
  timeout: "source_unavailable",
  bad_response: "source_unavailable",
};

/** What a page is told where a request is about one tool alone, and that tool failed; anything else stays what it is. */
export function toolFailure(error: unknown, source: string): unknown {
  // The end of the session is no failure of a tool.
  if (!(error instanceof UpstreamError) || error.code === "ended") return error;
  const { retryAfterSeconds } = error;
  return new PortalError(error.code === "room_encrypted" ? "room_encrypted" : codes[error.reason], {
    message: "The tool did not do what was asked.",
    source,
    ...(retryAfterSeconds !== null && { retryAfterSeconds }),
    cause: error,
  });
}
