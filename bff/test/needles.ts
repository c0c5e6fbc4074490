/** Something that must not be found, and what it is. */
interface Needle {
  readonly what: string;
  readonly text: string;
}

/** A token in the form of a JWS, whosever it is. */
const anyToken = /eyJ[A-Za-z0-9_-]{10,}\./u;

/** Secrets of a run, and where texts hold one of them, in any usual spelling. */
export class Needles {
  readonly #needles = new Map<string, Needle>();

  get size(): number {
    return this.#needles.size;
  }

  add(what: string, secret: string | Uint8Array | null | undefined): void {
    if (secret === null || secret === undefined || secret.length < 8) return;
    const bytes = Buffer.from(secret);
    const spellings = [bytes.toString("base64"), bytes.toString("base64url"), bytes.toString("hex")];
    const texts = typeof secret === "string" ? [secret, encodeURIComponent(secret), ...partsOf(secret)] : [];
    for (const text of [...texts, ...spellings]) {
      // A spelling that ends in fill is found by what stands before it, also inside of a longer text.
      this.#needles.set(text.replace(/=+$/u, ""), { what, text });
    }
  }

  /** What of it is in a text; `eyJ…` alone is enough for a token. */
  in(text: string): readonly string[] {
    const found = [...this.#needles].filter(([needle]) => text.includes(needle)).map(([, { what }]) => what);
    return [...new Set([...found, ...(anyToken.test(text) ? ["something like a token"] : [])])];
  }
}

/** What a token says, and its signature: either is as bad as the whole. */
function partsOf(secret: string): readonly string[] {
  const parts = secret.split(".");
  return parts.length === 3 ? parts.slice(1).filter((part) => part.length > 20) : [];
}
