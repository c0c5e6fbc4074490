import { z } from "zod";

const minimumBytes = 32;
const wellKnown = /change-?me|secret|password|passwort|example|default|insecure|geheim|replace|dummy|test/iu;

/** Why a secret cannot be used, or null. A short, repeated or well-known one protects nobody. */
export function weakness(text: string): string | null {
  if (Buffer.byteLength(text) < minimumBytes) {
    return `expected at least ${minimumBytes} bytes`;
  }
  if (new Set(text).size < 10 || wellKnown.test(text)) {
    return "expected random text, not a well-known or repeated one";
  }
  return null;
}

/** A shared secret of the identity provider. */
export const sharedSecretValue = z.string().superRefine((text, context) => {
  const problem = weakness(text);
  if (problem !== null) {
    context.addIssue({ code: "custom", message: problem });
  }
});

function randomBytesOf(base64: string): Uint8Array | null {
  const bytes = Buffer.from(base64, "base64");
  const isCanonical = bytes.toString("base64").replace(/={1,2}$/u, "") === base64.replace(/={1,2}$/u, "");
  return isCanonical && new Set(bytes).size >= 12 ? new Uint8Array(bytes) : null;
}

/** At least 32 random bytes in base64. */
export const keyValue = z.string().transform((text, context) => {
  const bytes = randomBytesOf(text.trim());
  if (bytes !== null && bytes.length >= minimumBytes) {
    return bytes;
  }
  context.addIssue({
    code: "custom",
    message: "expected at least 32 random bytes in base64 (openssl rand -base64 32)",
  });
  return z.NEVER;
});

/** Keys with their ids, newest first: `k2:<base64>,k1:<base64>`, 32 bytes each. */
export const keyRingValue = z.string().transform((text, context) => {
  const keys = text.split(",").map((entry) => {
    const [id = "", base64 = "", ...rest] = entry.trim().split(":");
    const key = rest.length === 0 && /^[A-Za-z0-9_-]{1,20}$/u.test(id) ? randomBytesOf(base64) : null;
    return key?.length === minimumBytes ? { id, key } : null;
  });
  const valid = keys.filter((key) => key !== null);
  if (valid.length === keys.length && new Set(valid.map((key) => key.id)).size === keys.length) {
    return valid;
  }
  context.addIssue({
    code: "custom",
    message: "expected keys such as k2:<base64>,k1:<base64>, newest first, 32 random bytes each, every id once",
  });
  return z.NEVER;
});
