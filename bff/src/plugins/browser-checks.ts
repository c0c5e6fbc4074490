import { portalHeader } from "@pforte/shared/contract/portal-header";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { PortalError } from "./portal-error.ts";
import type { RouteAccess } from "./route-access.ts";

/** Refuses what another site's page could have sent: header, Fetch Metadata and Origin per kind of route (S28–S30). */
export function registerBrowserChecks(app: FastifyInstance, publicOrigin: string): void {
  app.addHook("onRequest", (request, _reply, done) => {
    const access = request.routeOptions.config.access;
    done(access === undefined ? undefined : (refusalOf(request, access.kind, publicOrigin) ?? undefined));
  });
}

function refusalOf(request: FastifyRequest, kind: RouteAccess["kind"], publicOrigin: string): PortalError | null {
  if (kind === "asset" || kind === "machine") {
    return null;
  }
  if (kind === "page") {
    return isFromElsewhere(request, publicOrigin) && !isArrival(request)
      ? new PortalError("fetch_metadata_refused", { message: "A page of the portal is opened, not embedded." })
      : null;
  }
  if (kind === "media") {
    return isPictureOfOurPages(request)
      ? null
      : new PortalError("fetch_metadata_refused", {
          message: "The request is not for a picture on a page of the portal.",
        });
  }
  if (kind !== "act" && request.headers[portalHeader.name] !== portalHeader.value) {
    return new PortalError("portal_header_missing", { message: `The header ${portalHeader.name} is missing.` });
  }
  return isFromOurPages(request, kind, publicOrigin)
    ? null
    : new PortalError("fetch_metadata_refused", { message: "The request does not come from a page of the portal." });
}

function isFromOurPages(
  request: FastifyRequest,
  kind: "api" | "stream" | "transfer" | "act",
  publicOrigin: string,
): boolean {
  const site = request.headers["sec-fetch-site"];
  const origin = request.headers.origin;
  if (site !== undefined && site !== "same-origin") {
    return false;
  }
  if (origin === "null" && kind === "act" && site === "same-origin") {
    // Under `Referrer-Policy: no-referrer` a form of our own page says `null` (Fetch, "serialize a request origin"); an
    // opaque origin, such as a sandboxed frame, would say `cross-site` beside it, and no page can forge that.
    return true;
  }
  if (origin !== undefined) {
    return origin === publicOrigin;
  }
  return site === "same-origin" || request.method === "GET" || request.method === "HEAD";
}

/** An element can send no header of ours; what browsers say of it themselves must fit, and they must say it (S28, S29). */
function isPictureOfOurPages({ headers }: FastifyRequest): boolean {
  return headers["sec-fetch-site"] === "same-origin" && headers["sec-fetch-dest"] === "image";
}

/**
 * Where browsers say nothing of it, nothing is known; our own pages frame and read each other. A WebSocket's handshake is
 * a GET with cookies that tells its Origin and no Fetch Metadata; a link of another site tells no Origin.
 */
function isFromElsewhere({ headers }: FastifyRequest, publicOrigin: string): boolean {
  const site = headers["sec-fetch-site"];
  if (site === undefined) {
    return headers.origin !== undefined && headers.origin !== publicOrigin;
  }
  return site !== "same-origin" && site !== "none";
}

/** A person comes by a link of another site: a navigation of a whole tab, never a frame, a picture or a script (S29, S35). */
function isArrival({ headers }: FastifyRequest): boolean {
  return headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
}
