import { createHash, randomBytes } from "node:crypto";

const shape = /^[A-Za-z0-9_-]{43}$/u;

/** A new identifier of 256 random bits, base64url. Only a cookie ever holds it. */
export function newSecretId(): string {
  return randomBytes(32).toString("base64url");
}

/** What may be looked up: anything else never reaches the store (S17). */
export function isSecretId(value: string | undefined): value is string {
  return value !== undefined && shape.test(value);
}

/** What the store knows instead of the identifier: SHA-256, hex. */
export function hashOf(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}
