import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Whether what somebody sent is the secret. Digests are compared, of one length whatever was sent, in one time wherever
 * they differ first (S70).
 */
export function isSameSecret(given: string | null | undefined, expected: string): boolean {
  return timingSafeEqual(digestOf(given ?? ""), digestOf(expected)) && typeof given === "string";
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text, "utf8").digest();
}
