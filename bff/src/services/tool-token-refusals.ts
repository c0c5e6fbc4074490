import { boundedCache } from "#bounded-cache.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";

/** Why there is no token, as codes of the error that the caller sees. */
export const noToken = {
  notEntitled: () => new UpstreamError("forbidden", "The person may not use this tool.", { code: "not_entitled" }),
  needsFirstLogin: () =>
    new UpstreamError("not_found", "The tool does not know this person yet.", { code: "needs_first_login" }),
  needsSignIn: () =>
    new UpstreamError("sign_in_required", "The tool needs its own sign-in.", { code: "needs_sign_in" }),
  otherPerson: () => new UpstreamError("forbidden", "The tool answered for another person.", { code: "other_person" }),
  ended: () => new UpstreamError("sign_in_required", "The session is over.", { code: "ended" }),
  misconfigured: () =>
    new UpstreamError("unavailable", "The identity provider does not know the audience.", { code: "misconfigured" }),
  unavailable: () => new UpstreamError("unavailable", "No token could be obtained."),
} as const;

const secondsByCode: Readonly<Record<string, number>> = {
  not_entitled: 30,
  needs_first_login: 30,
  needs_sign_in: 5,
  other_person: 60,
  misconfigured: 30,
  ended: 60,
};

/** Remembers for a while that there is no token, so that a refusal is not asked for again with every call. */
export class TokenRefusals {
  readonly #now: () => Date;
  readonly #held = boundedCache<string, { readonly error: UpstreamError; readonly until: number }>(10_000);

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Throws what was remembered, if that still holds. */
  check(key: string): void {
    const held = this.#held.get(key);
    if (held !== undefined && held.until > this.#now().getTime()) throw held.error;
  }

  remember(key: string, error: UpstreamError): void {
    const seconds = error.retryAfterSeconds ?? secondsByCode[error.code ?? ""] ?? 2;
    this.#held.set(key, { error, until: this.#now().getTime() + seconds * 1000 });
  }

  forget(key: string): void {
    this.#held.delete(key);
  }
}
