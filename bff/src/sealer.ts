/** Encrypts what must lie in the store, bound to where it lies: a sealed text that was moved elsewhere cannot be opened (S18). */
export interface Sealer {
  seal(plain: string, place: readonly string[]): string;
  /** Null when it was sealed for another place, with a key that is gone, or was tampered with. */
  open(sealed: string, place: readonly string[]): string | null;
}
