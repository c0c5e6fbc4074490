import type { ErrorCode } from "@pforte/shared/errors/error-code";
import type { Failure } from "@pforte/shared/errors/failure";

/** What can go wrong with a call as the page sees it: the portal's own codes, and that the portal did not answer. */
export type ClientErrorCode = ErrorCode | "portal_unreachable";

/** The body of a failed call; `portal_unreachable` stands for everything that did not come from the portal itself. */
export type ClientFailure = Omit<Failure, "code" | "requestId"> & {
  readonly code: ClientErrorCode;
  readonly requestId: string | null;
};

/** A call that did not succeed. `status` is 0 where no answer came. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly failure: ClientFailure;

  constructor(status: number, failure: ClientFailure, options?: ErrorOptions) {
    super(failure.message, options);
    this.status = status;
    this.failure = failure;
  }
}

/** Whether this error says that the caller has no session any more; who is only asked for a fresh sign-in has one. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401 && error.failure.code !== "step_up";
}

/** The code of any error, for the text that a person reads. */
export function codeOf(error: unknown): ClientErrorCode {
  return error instanceof ApiError ? error.failure.code : "internal";
}
