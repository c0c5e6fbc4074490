import type { FastifyReply, FastifyRequest } from "fastify";
import type { Config } from "#config/config.ts";

/** Names and attributes of the portal's cookies; on http loopback they go without `Secure` and prefix, so that every browser takes them (S16). */
export interface PortalCookies {
  readonly session: string;
  transaction(id: string): string;
  readonly signedOut: string;
  /** A random name of this browser, by which its people are told of a sign-in from another one (decision 020). */
  readonly device: string;
  set(reply: FastifyReply, name: string, value: string, maxAgeSeconds?: number): void;
  clear(reply: FastifyReply, name: string): void;
}

export function portalCookies(config: Pick<Config, "isPlainLoopback">): PortalCookies {
  const prefix = config.isPlainLoopback ? "" : "__Host-Http-";
  const secure = config.isPlainLoopback ? "" : "; Secure";
  const attributes = `; Path=/${secure}; HttpOnly; SameSite=Lax`;
  const append = (reply: FastifyReply, line: string) => {
    reply.header("set-cookie", line);
  };
  return {
    session: `${prefix}portal`,
    transaction: (id) => `${prefix}tx-${id}`,
    signedOut: `${prefix}signed-out`,
    device: `${prefix}device`,
    set(reply, name, value, maxAgeSeconds) {
      append(reply, `${name}=${value}${attributes}${maxAgeSeconds === undefined ? "" : `; Max-Age=${maxAgeSeconds}`}`);
    },
    clear(reply, name) {
      append(reply, `${name}=${attributes}; Max-Age=0`);
    },
  };
}

/** Every cookie of a request by name, with all values that were sent under it. */
export function cookiesOf(request: FastifyRequest): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at).trim();
    if (at > 0 && name !== "") {
      found.set(name, [...(found.get(name) ?? []), pair.slice(at + 1).trim()]);
    }
  }
  return found;
}

/** The one value of a cookie; undefined when it is absent or was sent twice, for then nobody can tell whose it is (S17). */
export function onlyCookie(request: FastifyRequest, name: string): string | undefined {
  const values = cookiesOf(request).get(name);
  return values?.length === 1 ? values[0] : undefined;
}
