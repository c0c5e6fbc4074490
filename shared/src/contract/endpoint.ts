import type { z } from "zod";

/** Who may call a route: anybody, a signed-in person, or an administrator. */
export type Scope = "open" | "person" | "admin";

/** The declared parts of one JSON route under `/api`; both the server and the browser import the same object. */
export interface Endpoint {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: `/api/${string}`;
  readonly scope: Scope;
  /** True when the call proves that a person is active, so that it extends the idle limit of the session. */
  readonly activity: boolean;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Asks for a sign-in of the last minutes (S61); without one the reply is 401 `step_up`. */
  readonly isFresh?: true;
  /**
   * Takes effect only on the version that the caller read (S62, RFC 9110 13.1.1): `If-Match: "<version>"`. Absent it is 428
   * `precondition_required`, stale 412 `version_stale`. Its reply has a `version`, which is also its ETag.
   */
  readonly ifMatch?: true;
  /** Takes a larger body than other calls, up to this many bytes; only for administrators (S42). */
  readonly mostBytes?: number;
  /** What a 200 carries; unknown fields are stripped when it is sent. */
  readonly reply: z.ZodType;
}

type Part<
  E extends Endpoint,
  Name extends "params" | "query" | "body",
  Side extends "in" | "out",
> = E[Name] extends z.ZodType
  ? { readonly [K in Name]: Side extends "in" ? z.input<E[Name]> : z.output<E[Name]> }
  : unknown;

/** The version that the caller read, where the endpoint asks for it. */
type Match<E extends Endpoint> = E["ifMatch"] extends true ? { readonly ifMatch: number } : unknown;

/** What a caller in the browser passes: exactly the declared parts, before parsing. */
export type CallInput<E extends Endpoint> = Part<E, "params", "in"> &
  Part<E, "query", "in"> &
  Part<E, "body", "in"> &
  Match<E>;

/** What a handler on the server receives: exactly the declared parts, after parsing. */
export type HandlerInput<E extends Endpoint> = Part<E, "params", "out"> &
  Part<E, "query", "out"> &
  Part<E, "body", "out"> &
  Match<E>;

/** The value that a 200 of this endpoint carries. */
export type CallReply<E extends Endpoint> = z.output<E["reply"]>;

/** Declares one route once for both sides. */
export function endpoint<const E extends Endpoint>(declaration: E): E {
  return declaration;
}
