import type { ErrorCode } from "../errors/error-code.ts";
import { failureSchema, type Failure } from "../errors/failure.ts";

/** The body of a failed reply. */
export function aFailure(code: ErrorCode, some: Partial<Failure> = {}): Failure {
  return failureSchema.parse({ code, message: "It failed.", requestId: "req-1", ...some });
}
