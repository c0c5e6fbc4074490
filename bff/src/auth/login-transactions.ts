import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { LoginTransactionStore } from "#storage/ports/login-transaction-store.ts";
import type { Sealer } from "#sealer.ts";
import { hashOf, isSecretId, newSecretId } from "./session-id.ts";

const contentSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  isStepUp: z.boolean().default(false),
});
export type LoginTransactionContent = z.output<typeof contentSchema>;

/** How long a person may take at the identity provider. */
export const transactionMilliseconds = 600_000;

const placeOf = (hash: string) => ["login", "1", hash];

/** What is remembered between leaving for the identity provider and coming back; each can be finished once (S3, S7). */
export class LoginTransactions {
  readonly #store: LoginTransactionStore;
  readonly #sealer: Sealer;
  readonly #now: () => Date;

  constructor(store: LoginTransactionStore, sealer: Sealer, now: () => Date) {
    this.#store = store;
    this.#sealer = sealer;
    this.#now = now;
  }

  /** A name that tells its time, so that the oldest of several can be dropped and a late return recognised. */
  newId(): string {
    return `${this.#now().getTime().toString(36)}-${randomBytes(6).toString("hex")}`;
  }

  /** Whether the transaction of this name can no longer be finished. */
  isLate(id: string): boolean {
    const startedAt = Number.parseInt(id.split("-")[0] ?? "", 36);
    return this.#now().getTime() - startedAt > transactionMilliseconds;
  }

  async put(content: LoginTransactionContent): Promise<string> {
    const secret = newSecretId();
    const hash = hashOf(secret);
    const expiresAt = new Date(this.#now().getTime() + transactionMilliseconds);
    await this.#store.put({ hash, sealed: this.#sealer.seal(JSON.stringify(content), placeOf(hash)), expiresAt });
    return secret;
  }

  /** Takes it out: the second caller gets null. */
  async take(secret: string | undefined): Promise<(LoginTransactionContent & { readonly takenAt: Date }) | null> {
    if (!isSecretId(secret)) {
      return null;
    }
    const hash = hashOf(secret);
    const found = await this.#store.take(hash, this.#now());
    const plain = found === null ? null : this.#sealer.open(found.sealed, placeOf(hash));
    return found === null || plain === null
      ? null
      : { ...contentSchema.parse(JSON.parse(plain)), takenAt: found.takenAt };
  }
}

const idShape = /^([0-9a-z]{6,10})-[0-9a-f]{12}$/u;

/** The transaction's name in a state value, or null. */
export function transactionOfState(state: string | null): string | null {
  const id = (state ?? "").split(".")[0] ?? "";
  return idShape.test(id) ? id : null;
}
