import type { Config } from "#config/config.ts";
import { identifierIn, timeIn } from "./claim-values.ts";

/** When and how strongly a person proved who they are; what the provider did not say counts as old (fail closed). */
export interface Proof {
  readonly authTime: Date | null;
  readonly acr: string | null;
}

/** How far ahead the provider's clock may be; a time later than that says nothing of when anybody signed in. */
const toleranceMilliseconds = 60_000;

/** Whether acts that take effect at once may rest on this sign-in: of the last minutes and, where one is configured, of that strength (S61). */
export function isFreshSignIn(
  { authTime, acr }: Proof,
  { maxAgeSeconds, acr: wanted }: Config["stepUp"],
  now: Date,
): boolean {
  if (wanted !== null && acr !== wanted) {
    return false;
  }
  const age = authTime === null ? Number.POSITIVE_INFINITY : now.getTime() - authTime.getTime();
  return age <= maxAgeSeconds * 1000 && age >= -toleranceMilliseconds;
}

const longestAcr = 300;

/** What an ID token says of it. */
export function proofOf(claims: Readonly<Record<string, unknown>>): Proof {
  const { auth_time: authTime, acr } = claims;
  return { authTime: timeIn(authTime), acr: identifierIn(acr, longestAcr) };
}
