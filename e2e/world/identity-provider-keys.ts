import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";

/** The signature algorithms of the provider: PS256 for ID and logout tokens, RS256 for access tokens, as the realm of deploy/keycloak has it. */
export type KeyAlgorithm = "PS256" | "RS256";

const fileMode = 0o600;

/** The provider's signing keys, newest first per algorithm; older ones stay published so that what they signed can be checked. */
export class SigningKeys {
  #keys: readonly JWK[];
  readonly #file: string | null;

  private constructor(keys: readonly JWK[], file: string | null) {
    this.#keys = keys;
    this.#file = file;
  }

  /** Reads the keys from the file, or makes them. */
  static async open(file: string | null): Promise<SigningKeys> {
    if (file !== null && existsSync(file)) {
      // The file is our own, written below.
      return new SigningKeys(JSON.parse(readFileSync(file, "utf8")) as readonly JWK[], file);
    }
    const keys = new SigningKeys([], file);
    await keys.rotate();
    return keys;
  }

  /** All keys, private parts included, newest first. */
  all(): readonly JWK[] {
    return this.#keys;
  }

  /** Makes new keys that sign from now on; `forget` takes the old ones out of the published set. */
  async rotate(forget = false): Promise<void> {
    const fresh = await Promise.all([makeKey("PS256"), makeKey("RS256")]);
    this.#keys = forget ? fresh : [...fresh, ...this.#keys];
    if (this.#file !== null) {
      writeFileSync(this.#file, JSON.stringify(this.#keys), { mode: fileMode });
    }
  }

  /** The private key that signs with this algorithm now. */
  async signing(algorithm: KeyAlgorithm): Promise<{ readonly kid: string; readonly key: CryptoKey | Uint8Array }> {
    const jwk = this.#keys.find((key) => key.alg === algorithm);
    if (jwk?.kid === undefined) {
      throw new Error(`the provider has no ${algorithm} key`);
    }
    return { kid: jwk.kid, key: await importJWK(jwk, algorithm) };
  }

  /** The public half of one key, by its id. */
  async verifying(kid: string | undefined): Promise<CryptoKey | Uint8Array> {
    const jwk = this.#keys.find((key) => key.kid === kid);
    if (jwk === undefined) {
      throw new Error("the token names no key of this provider");
    }
    return importJWK(publicPart(jwk), jwk.alg);
  }
}

/** What may be published of a key. */
export function publicPart(jwk: JWK): JWK {
  const { kty, n, e, kid, alg, use } = jwk;
  return Object.fromEntries(Object.entries({ kty, n, e, kid, alg, use }).filter(([, value]) => value !== undefined));
}

async function makeKey(alg: KeyAlgorithm): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
  return { ...(await exportJWK(privateKey)), alg, use: "sig", kid: randomUUID() };
}
