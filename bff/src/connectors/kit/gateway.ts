import type { z } from "zod";
import type { CallContext } from "./connector.ts";
import type { UpstreamRequest } from "./upstream-http.ts";

/** The query of a call as it is sent; what is undefined is not. */
export type GatewayQuery = Readonly<Record<string, string | undefined>>;

/**
 * One call of a tool's own API that a client on a page may make through the portal. What it does not name (a method, a
 * parameter, a field of the query) is refused before the tool hears of it.
 */
export interface GatewayRoute {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** The tool's own path; `:name` is exactly one segment of it. */
  readonly path: `/${string}`;
  /** What each `:name` of the path may be. */
  readonly params: Readonly<Record<string, z.ZodType<string>>>;
  /** What may be in the query; each at most once. What comes out of a schema is what is sent. */
  readonly query: Readonly<Record<string, z.ZodType<string | undefined>>>;
  /** The JSON body, and its most bytes; null where there is none. What comes out of the schema is what is sent. */
  readonly body: { readonly schema: z.ZodType; readonly mostBytes: number } | null;
  /** Whether the call proves that a person is active (S19). */
  readonly activity: boolean;
  /** Sent whatever the caller says. */
  readonly always?: Readonly<Record<string, string>>;
  /** Seconds that the tool may let such a call wait for its answer. */
  readonly waitSeconds?: (query: GatewayQuery) => number;
  /** How the tool answers such a wait when it brought nothing; undefined for a call that is no wait. */
  readonly withoutNews?: (query: GatewayQuery) => unknown;
  /** The `:name` that must be the person's own account at the tool. */
  readonly ownAccount?: string;
  /** The `:name` of the room that is written into: refused where only somebody with a key may write. */
  readonly writesInto?: string;
}

/** What a page's own client of a tool may do through the portal; the token is added on the server. */
export interface Gateway {
  readonly routes: readonly GatewayRoute[];
  /** What a refusal of the tool means, for every call. */
  readonly refusal: NonNullable<UpstreamRequest["refusal"]>;
  /** Whether only somebody with a key may write into a room; throws where that cannot be known for sure. */
  isEncrypted(call: CallContext, room: string): Promise<boolean>;
}
