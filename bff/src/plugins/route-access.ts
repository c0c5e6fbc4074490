import type { Scope } from "@pforte/shared/contract/endpoint";
import type { SignedIn } from "#auth/authentication.ts";

/**
 * What a route says of itself. A route without it is refused when it is registered, so that nothing is open by
 * forgetting (S41); a reviewed snapshot lists them all.
 */
export interface RouteAccess {
  readonly scope: Scope;
  /**
   * - `page`: a GET by navigation; without a session a 303 to sign-in that comes back.
   * - `act`: a POST by a form of our own pages; Origin and Fetch Metadata must say so.
   * - `api`: JSON with the portal's header; without a session 401, never a redirect.
   * - `stream`: like `api`, but without a total deadline.
   * - `transfer`: like `api`, but its body is a stream of bytes with rules of its own instead of deadlines (S38).
   * - `media`: a GET by an element of our own pages, such as a picture; without a session 401.
   * - `asset`: a GET for what pages are made of; nothing personal.
   * - `machine`: called by other servers (back-channel logout); no cookie is looked at.
   */
  readonly kind: "page" | "act" | "api" | "stream" | "transfer" | "media" | "asset" | "machine";
  /** True when the call proves that a person is active, so that it extends the idle limit of the session (S19). */
  readonly activity: boolean;
  /** What it takes instead of the type of its kind: reports of browsers (Reporting API), or a picture (S66). */
  readonly body?: "reports" | "pictures";
  /** Passes on what a tool says, unread, within the limits of decision 013 (S43): it has no schema of its reply. */
  readonly isGateway?: true;
  /** Asks for a sign-in of the last minutes, or of the configured strength (S61). */
  readonly isFresh?: true;
  /** Takes effect only on the version that `If-Match` names (S62). */
  readonly isMatched?: true;
  /** A page whose answer costs a tool something, such as a download: it counts into the pace of its session (S45). */
  readonly isPaced?: true;
}

declare module "fastify" {
  interface FastifyContextConfig {
    access?: RouteAccess;
  }
  interface FastifyRequest {
    /** The person of this request; null without a session. Set before any handler runs. */
    signedIn: SignedIn | null;
  }
}
