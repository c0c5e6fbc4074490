import type { Failure } from "@pforte/shared/errors/failure";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { StorageUnavailableError } from "#storage/storage.ts";
import { PortalError, statusOf } from "./portal-error.ts";

const storageRetrySeconds = 5;

/** What was thrown, as the failure that the caller may see; null for what nobody meant: a bug. */
export function portalErrorOf(error: unknown): PortalError | null {
  if (error instanceof PortalError) {
    return error;
  }
  if (error instanceof StorageUnavailableError) {
    const message = "The portal's database does not answer.";
    return new PortalError("storage_unavailable", { message, retryAfterSeconds: storageRetrySeconds, cause: error });
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map((issue) => ({ path: issue.instancePath, message: issue.message ?? "invalid" }));
    return new PortalError("bad_request", { message: "The request does not have the declared shape.", issues });
  }
  return error instanceof Error && "code" in error ? fromFramework(String(error.code)) : null;
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
