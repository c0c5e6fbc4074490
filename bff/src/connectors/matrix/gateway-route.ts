import { z } from "zod";
import type { GatewayRoute } from "#connectors/kit/gateway.ts";

/** Most bytes of a body that says little. */
const small = 4 * 1024;
/** As much as a homeserver takes of one event (client-server API, section 11.1), and the portal of one body (S42). */
export const mostBytes = 64 * 1024;

type Options = Partial<Omit<GatewayRoute, "method" | "path" | "body">>;

/** A call that only reads: nothing of it proves that somebody is there. */
export function reading(path: GatewayRoute["path"], options: Options = {}): GatewayRoute {
  return { method: "GET", path, params: {}, query: {}, body: null, activity: false, ...options };
}

/** A call that changes something, as a person's act unless it is said otherwise. */
export function acting(
  method: "POST" | "PUT",
  path: GatewayRoute["path"],
  schema: z.ZodType,
  options: Options & { readonly mostBytes?: number } = {},
): GatewayRoute {
  const { mostBytes: bytes = small, ...rest } = options;
  return { method, path, params: {}, query: {}, body: { schema, mostBytes: bytes }, activity: true, ...rest };
}

/** The removal of something. */
export function removing(path: GatewayRoute["path"], options: Options): GatewayRoute {
  return { method: "DELETE", path, params: {}, query: {}, body: null, activity: true, ...options };
}

/** A body that a client may leave out where it says nothing. */
export const orNothing = (schema: z.ZodObject) => schema.nullish().transform((body) => body ?? {});

/** The body of a call that says everything by its path. */
export const nothing = orNothing(z.strictObject({}));
