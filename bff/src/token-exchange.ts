import type { Principal } from "#storage/principal.ts";

/** What the identity provider said when the portal's own token was to become one for a tool (RFC 8693). */
export type ExchangedToken =
  | { readonly kind: "token"; readonly token: string; readonly expiresAt: Date }
  /** This person has no access to that audience. */
  | { readonly kind: "refused" }
  /** The identity provider does not know the audience or the scope: an operator's business. */
  | { readonly kind: "misconfigured" }
  | { readonly kind: "unavailable" }
  /** The session is over. */
  | { readonly kind: "ended" };

/** Exchanges the portal's own token for one with exactly this audience. */
export interface TokenExchange {
  exchangeToken(principal: Principal, audience: string, scope: string | null): Promise<ExchangedToken>;
}
