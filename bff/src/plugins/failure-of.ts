import type { ErrorCode } from "@pforte/shared/errors/error-code";
import type { Failure } from "@pforte/shared/errors/failure";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { UpstreamError, type UpstreamReason } from "#connectors/kit/upstream-error.ts";
import { Refusal } from "#services/refusal.ts";
import { SessionOverError } from "#storage/session-over.ts";
import { StorageUnavailableError, UnstorableTextError } from "#storage/storage.ts";
import { PortalError, statusOf } from "./portal-error.ts";

const storageRetrySeconds = 5;

/** What was thrown, as the failure that the caller may see; null for what nobody meant: a bug. */
export function portalErrorOf(error: unknown): PortalError | null {
  if (error instanceof PortalError) {
    return error;
  }
  if (error instanceof Refusal) {
    const { message, issues } = error;
    return new PortalError(error.code, { message, cause: error, ...(issues.length > 0 && { issues }) });
  }
  if (error instanceof StorageUnavailableError) {
    const message = "The portal's database does not answer.";
    return new PortalError("storage_unavailable", { message, retryAfterSeconds: storageRetrySeconds, cause: error });
  }
  if (error instanceof UnstorableTextError) {
    return new PortalError("bad_request", { message: error.message, cause: error });
  }
  if (error instanceof SessionOverError || isEnd(error)) {
    return new PortalError("session_ended", { message: error.message, cause: error });
  }
  if (error instanceof UpstreamError) {
    return ofTool(error);
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map((issue) => ({ path: issue.instancePath, message: issue.message ?? "invalid" }));
    return new PortalError("bad_request", { message: "The request does not have the declared shape.", issues });
  }
  return error instanceof Error && "code" in error ? fromFramework(String(error.code)) : null;
}

/** There is no token for a tool any more, because there is no session. */
const isEnd = (error: unknown): error is UpstreamError => error instanceof UpstreamError && error.code === "ended";

/** A 401 is the portal's own session alone; a tool that wants a sign-in is something else. */
const codeOfReason = {
  sign_in_required: "source_sign_in_required",
  forbidden: "forbidden",
  not_found: "not_found",
  conflict: "conflict",
  rate_limited: "rate_limited",
  unavailable: "source_unavailable",
  timeout: "timeout",
  bad_response: "source_unavailable",
} as const satisfies Record<UpstreamReason, ErrorCode>;

/** What a tool did not bring, where a whole request stands or falls with it. */
function ofTool(error: UpstreamError): PortalError {
  const { retryAfterSeconds } = error;
  return new PortalError(codeOfReason[error.reason], {
    message: error.message,
    cause: error,
    ...(retryAfterSeconds !== null && { retryAfterSeconds }),
  });
}

function fromFramework(code: string): PortalError | null {
  switch (code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new PortalError("body_too_large", { message: "The body is too large." });
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new PortalError("unsupported_media_type", { message: "This content type is not accepted here." });
    case "FST_ERR_HANDLER_TIMEOUT":
      return new PortalError("timeout", { message: "The request took too long." });
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
    case "FST_ERR_BAD_URL":
    case "FST_ERR_MAX_PARAM_LENGTH":
    case "FST_ERR_VALIDATION":
    case "ERR_INVALID_CHAR":
    case "ECONNRESET":
      return new PortalError("bad_request", { message: "The request cannot be read." });
    default:
      return null;
  }
}

/** The body of a failed JSON reply. */
export function failureBody(error: PortalError, requestId: string): Failure {
  return {
    code: error.code,
    message: error.message,
    requestId,
    ...(error.source === null ? {} : { source: error.source }),
    ...(error.retryAfterSeconds === null ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    ...(error.issues ? { issues: [...error.issues] } : {}),
  };
}

/** The status of a failure. */
export function statusOfError(error: PortalError): number {
  return statusOf[error.code];
}
