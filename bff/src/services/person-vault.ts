import { createHmac } from "node:crypto";
import { z } from "zod";
import type { Log } from "#log.ts";
import type { Sealer } from "#sealer.ts";
import type { Owner } from "#storage/principal.ts";

const envelopeSchema = z.object({ issuer: z.string(), subject: z.string(), value: z.unknown() });

/** What lies in the store for one person: sealed for its place, with its owner inside, who is checked after opening (S48). */
export class PersonVault {
  readonly #sealer: Sealer;
  readonly #secret: Uint8Array;
  readonly #log: Log;
  #violations = 0;

  constructor({ sealer, secret, log }: { readonly sealer: Sealer; readonly secret: Uint8Array; readonly log: Log }) {
    this.#sealer = sealer;
    this.#secret = secret;
    this.#log = log;
  }

  /** How often something lay under somebody else's name; anything but 0 is an alarm. */
  get violations(): number {
    return this.#violations;
  }

  /** A keyed digest under which something of this person is found without saying what it is. */
  digest({ issuer, subject }: Owner, ...parts: readonly string[]): string {
    const hmac = createHmac("sha256", this.#secret);
    for (const part of ["person-vault", issuer, subject, ...parts])
      hmac.update(`${part.length}:`).update(part, "utf16le");
    return hmac.digest("base64url");
  }

  seal({ issuer, subject }: Owner, place: readonly string[], value: unknown): string {
    return this.#sealer.seal(JSON.stringify({ issuer, subject, value }), placeOf(place));
  }

  /** Null for what cannot be opened, is another person's, or has another form; the log says so. */
  open<Value>(owner: Owner, place: readonly string[], sealed: string, form: z.ZodType<Value>): Value | null {
    const plain = this.#sealer.open(sealed, placeOf(place));
    const [kind] = place;
    if (plain === null) {
      this.#log.error({ kind, event: "unopenable" }, "Something kept for a person cannot be opened and is left out.");
      return null;
    }
    const { issuer, subject, value } = envelopeSchema.parse(JSON.parse(plain));
    if (issuer !== owner.issuer || subject !== owner.subject) {
      this.#violations += 1;
      this.#log.error(
        { kind, event: "isolation_violation" },
        "Something kept for one person lay under another's name.",
      );
      return null;
    }
    const parsed = form.safeParse(value);
    if (!parsed.success) {
      this.#log.warn(
        { kind, event: "other_form" },
        "Something kept for a person has a form that this release does not know.",
      );
      return null;
    }
    return parsed.data;
  }
}

const placeOf = (place: readonly string[]) => ["person", "1", ...place];
