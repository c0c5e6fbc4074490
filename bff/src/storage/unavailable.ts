import pg from "pg";
import { StorageUnavailableError, UnstorableTextError } from "./storage.ts";

/**
 * SQLSTATE classes and codes that say "not now" rather than "wrong": connection trouble, refused sign-in, missing
 * database, read-only after a failover, a transaction that stood still, out of resources, shut down, cancelled by a limit, broken disk.
 */
const notNow = /^(?:08|28|3D|53|58)|^(?:25006|25P0[34]|55P03|57014|57P01|57P02|57P03|57P05)$/u;
const driverSays =
  /^(?:timeout (?:exceeded|expired)|Connection terminated|Connection ended|Query read timeout|Client (?:has|was)|Cannot use a pool)/u;

/**
 * A NUL in a text or in JSON, or half of a character in JSON: valid in a request, and nothing that PostgreSQL keeps. The last
 * code is that of every text in a wrong form, which is our own mistake unless it is about JSON.
 */
function isUnstorableText(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false;
  return /^22(?:021|P05)$/u.test(error.code ?? "") || (error.code === "22P02" && /type json/u.test(error.message));
}

/** What was thrown as StorageUnavailableError or UnstorableTextError if that is what it means; everything else as it is. */
export function explain(error: unknown): unknown {
  if (isUnstorableText(error)) return new UnstorableTextError("A text holds what cannot be kept.", { cause: error });
  return isUnavailable(error)
    ? new StorageUnavailableError("The database did not answer in time, or not at all.", { cause: error })
    : error;
}

function isUnavailable(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) {
    return notNow.test(error.code ?? "");
  }
  if (!(error instanceof Error)) {
    return false;
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  // Errors of the network and of TLS carry such codes; the driver's own only a text.
  return /^(?:E[A-Z]|CERT_|UNABLE_|DEPTH_|SELF_SIGNED)/u.test(code) || driverSays.test(error.message);
}

/** Two transactions met in opposite order; the one that lost may simply begin again. */
export function isConflict(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === "40P01" || error.code === "40001");
}

/** The server takes no writes: it is a standby, or a primary that was one. */
export function isReadOnly(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "25006";
}
