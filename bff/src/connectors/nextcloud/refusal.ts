import type { Refusal, RefusalHeaders } from "#connectors/kit/upstream-http.ts";
import { davErrorSchema, ocsRefusalSchema } from "./schema.ts";

/** What a refusal of a Nextcloud means where the status alone would mislead. */
export function nextcloudRefusal(status: number, body: unknown, header: RefusalHeaders): Refusal | null {
  // No fault of anybody: it comes back by itself, and says when.
  if (status === 503 && header.maintenance === "1") return { reason: "unavailable", code: "maintenance" };
  if (status === 401) return unknown;
  const ocs = ocsRefusalSchema.safeParse(body);
  if (ocs.success) return ocsRefusal(ocs.data.ocs.meta.statuscode);
  const dav = davErrorSchema.safeParse(body);
  // `OCA\DAV\Connector\Sabre\Exception\InvalidPath`: the last part is the name.
  if (dav.success) return { code: dav.data["d:error"]["s:exception"].split("\\").at(-1) ?? "" };
  // Without the header that says who calls, the CSRF check answers; that would be our own mistake.
  return status === 412 && isCsrf(body) ? { reason: "bad_response", code: "csrf" } : null;
}

// A Nextcloud does not tell a token that it does not believe from one of a person whom it does not know yet. Tokens are
// fresh here and a refused one is replaced, so that what remains is the missing account.
const unknown = { reason: "sign_in_required", code: "needs_first_login" } as const;

function ocsRefusal(code: number): Refusal {
  if (code === 997) return unknown;
  if (code === 998) return { reason: "not_found", code: "998" };
  return { code: String(code) };
}

const isCsrf = (body: unknown) =>
  typeof body === "object" && body !== null && "message" in body && body.message === "CSRF check failed";
