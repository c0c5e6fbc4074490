import { safeReturnTo } from "#auth/return-to.ts";

/** Where sign-in begins; it comes back to this path, or to the start page where nobody may be sent back to it. */
export function signInAddress(path: string): string {
  const returnTo = safeReturnTo(path);
  return returnTo === null || returnTo === "/" ? "/auth/login" : `/auth/login?returnTo=${encodeURIComponent(returnTo)}`;
}

/** Where a fresh sign-in begins that comes back to this path (S61). */
export function stepUpAddress(path: string): string {
  return `/auth/login?stepUp=1&returnTo=${encodeURIComponent(safeReturnTo(path) ?? "/")}`;
}
