import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { z } from "zod";

const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })) });

const lifeMilliseconds = 300_000;
/**
 * Anybody can send a logout token that names a key. What came in an answer of the provider's own was made by the
 * provider, so a look is worth its call, and must not have been used up by strangers.
 */
const betweenForcedMilliseconds = { stranger: 60_000, provider: 10_000 } as const;
const restAfterFailureMilliseconds = 5000;

/** Who named a key: a token that anybody may have sent, or one that the provider answered with. */
export type NamedBy = keyof typeof betweenForcedMilliseconds;

/** The provider's keys could not be read: nothing is known of any signature. */
export class ProviderKeysError extends Error {
  override readonly name = "ProviderKeysError";
}

interface KeySet {
  readonly set: JSONWebKeySet;
  readonly find: JWTVerifyGetKey;
  readonly readAt: number;
}

/**
 * The provider's public keys, for ID tokens and logout tokens alike. They are read every five minutes, and at once for
 * a token that names an unknown key, but for what strangers send only once a minute: a rotation costs nobody their
 * sign-in (F13), and a flood of invented names costs the provider one call (S5).
 */
export class ProviderKeys {
  readonly #read: () => Promise<unknown>;
  readonly #now: () => Date;
  #known: KeySet | null = null;
  #reading: Promise<KeySet> | null = null;
  readonly #forcedAt = { stranger: Number.NEGATIVE_INFINITY, provider: Number.NEGATIVE_INFINITY };
  #failed: { readonly at: number; readonly error: ProviderKeysError } | null = null;

  /** `read` answers with the parsed key set of the provider, or rejects. */
  constructor(read: () => Promise<unknown>, now: () => Date) {
    this.#read = read;
    this.#now = now;
  }

  /** The key set to look up this key's name in. */
  async current(kid: string | undefined, by: NamedBy): Promise<JSONWebKeySet> {
    return (await this.#set(kid, by)).set;
  }

  /** Finds the key of a token that a stranger may have sent, for jose. */
  readonly find: JWTVerifyGetKey = async (header, token) =>
    (await this.#set(header?.kid, "stranger")).find(header, token);

  /** Whether a key of this name is known without asking. */
  knows(kid: string | undefined): boolean {
    return kid !== undefined && this.#known !== null && this.#known.set.keys.some((key) => key.kid === kid);
  }

  async #set(kid: string | undefined, by: NamedBy): Promise<KeySet> {
    const at = this.#now().getTime();
    const known = this.#known;
    if (known === null || !isWithin(at - known.readAt, lifeMilliseconds)) {
      return this.#joined(at);
    }
    const isKnown = kid === undefined || known.set.keys.some((key) => key.kid === kid);
    if (isKnown || isWithin(at - this.#forcedAt[by], betweenForcedMilliseconds[by])) {
      // Whoever comes while the new keys are on their way waits for them.
      return isKnown ? known : (this.#reading ?? known);
    }
    this.#forcedAt[by] = at;
    return this.#joined(at);
  }

  async #joined(at: number): Promise<KeySet> {
    if (this.#failed !== null && isWithin(at - this.#failed.at, restAfterFailureMilliseconds)) {
      throw this.#failed.error;
    }
    this.#reading ??= this.#fresh(at).finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #fresh(at: number): Promise<KeySet> {
    try {
      // The schema keeps every member of a key; jose checks those that it needs.
      const set = keySetSchema.parse(await this.#read()) as JSONWebKeySet;
      this.#known = { set, find: createLocalJWKSet(set), readAt: at };
      this.#failed = null;
      return this.#known;
    } catch (cause) {
      const error = new ProviderKeysError("The provider's keys could not be read.", { cause });
      this.#failed = { at, error };
      throw error;
    }
  }
}

/** False also for a clock that was set back: then nobody knows how old anything is. */
function isWithin(age: number, limit: number): boolean {
  return age >= 0 && age < limit;
}
