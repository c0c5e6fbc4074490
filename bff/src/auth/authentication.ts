import type { SeenPerson } from "#storage/ports/known-people-store.ts";
import type { EndedSession } from "#storage/ports/session-store.ts";
import type { Owner, Principal } from "#storage/principal.ts";
import type { TokenExchange } from "#token-exchange.ts";

/** A request's person together with the limits of their session. */
export interface SignedIn {
  readonly principal: Principal;
  readonly endsAt: Date;
  readonly idleEndsAt: Date;
  /** When and how strongly the person proved who they are (`auth_time`, `acr`), as far as the provider said it. */
  readonly authTime: Date | null;
  readonly acr: string | null;
}

/** The portal's own access token, or why there is none. Absence is a value: a caller without a token makes no call. */
export type AccessTokenResult =
  | { readonly kind: "token"; readonly token: string; readonly expiresAt: Date }
  /** The session is over; the cookie is worthless now. */
  | { readonly kind: "ended" }
  /** The identity provider does not answer; the session lives on. */
  | { readonly kind: "unavailable"; readonly since: Date };

/** What the HTTP rooms and the token broker need of sign-in. */
export interface Authentication extends TokenExchange {
  /**
   * The person of a session cookie's value, or null. Malformed values never reach the store.
   * Throws StorageUnavailableError when the store cannot be asked.
   */
  authenticate(cookieValue: string | undefined): Promise<SignedIn | null>;
  /** The person by the newest of their living sessions, for acts that they left behind; null without one. Extends nothing. */
  livingPrincipal(owner: Owner): Promise<Principal | null>;
  /** Extends the idle limit; writes at most once a minute. */
  markActive(principal: Principal): Promise<void>;
  /** A valid access token of the portal, refreshed once across replicas when it is about to expire. */
  accessToken(principal: Principal): Promise<AccessTokenResult>;
  /** Called once for every session that this process ended, with what is needed to tidy up at the tools. */
  onEnded(listener: (ended: EndedSession) => Promise<void>): void;
  /** Called for what the provider said of a person, at each sign-in and each refresh of this process. */
  onSeen(listener: (seen: SeenPerson) => void): void;
}
