import type { Failure } from "@pforte/shared/errors/failure";

/** Why something that was asked for is not done; routes turn it into the failure of the same code. */
export type RefusalCode =
  | "conflict"
  | "not_found"
  | "version_stale"
  | "owned_by_file"
  | "not_publishable"
  | "bad_request";

/** A refusal that services mean, with what is wrong where. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  readonly issues: NonNullable<Failure["issues"]>;

  constructor(code: RefusalCode, message: string, issues: NonNullable<Failure["issues"]> = []) {
    super(message);
    this.code = code;
    this.issues = issues;
  }
}
