import { createHash } from "node:crypto";

/** Who a person is: the pair that OpenID Connect Core 5.7 calls the only stable identifier. E-mail and user name never decide. */
export interface Owner {
  readonly issuer: string;
  readonly subject: string;
}

declare const verified: unique symbol;

/**
 * A person whose session was read from the store in this request. Only `auth` makes one; caches and calls to tools ask
 * for it, so that a plain string cannot stand in for an identity.
 */
export interface Principal {
  readonly [verified]: true;
  readonly owner: Owner;
  /** SHA-256 of the session id, hex. */
  readonly sessionHash: string;
  readonly username: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly isAdministrator: boolean;
}

/** Turns what a verified session says into a principal. For `auth` and for tests of what takes one. */
export function verifiedPrincipal(facts: Omit<Principal, typeof verified>): Principal {
  // The brand exists for the compiler only; this is the one place that grants it.
  return facts as Principal;
}

/** A stable digest of who somebody is, for the bus and for keys in memory: SHA-256 over both parts with their lengths, hex. */
export function ownerDigest(owner: Owner): string {
  const known = digests.get(owner);
  if (known !== undefined) return known;
  const digest = createHash("sha256")
    .update(`${owner.issuer.length}:${owner.issuer}${owner.subject.length}:${owner.subject}`)
    .digest("hex");
  digests.set(owner, digest);
  return digest;
}

/** One request asks for the same digest a dozen times. Owners are never changed once they are made. */
const digests = new WeakMap<Owner, string>();
