import { randomBytes } from "node:crypto";

const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

/** A short id that can be read out on the phone: no letter or digit that looks like another. */
export function newRequestId(): string {
  return Array.from(randomBytes(10), (byte) => alphabet[byte % alphabet.length]).join("");
}
