import { portalHeader } from "@pforte/shared/contract/portal-header";

/**
 * `fetch` for a client library that speaks to a source through the portal: with the portal's header and cookie, never
 * from a cache, never redirected, whatever the library asks for.
 */
export async function fetchAsPortal(address: string | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set(portalHeader.name, portalHeader.value);
  return fetch(address, {
    headers,
    ...(init.method !== undefined && { method: init.method }),
    ...(init.body !== undefined && { body: init.body }),
    ...(init.signal !== undefined && { signal: init.signal }),
    ...(init.keepalive !== undefined && { keepalive: init.keepalive }),
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
  });
}
