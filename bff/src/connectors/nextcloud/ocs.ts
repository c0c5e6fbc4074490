import type { z } from "zod";
import type { CallContext } from "#connectors/kit/connector.ts";
import type { UpstreamRequest } from "#connectors/kit/upstream-http.ts";
import { path, type UpstreamPath } from "#connectors/kit/upstream-path.ts";
import { nextcloudRefusal } from "./refusal.ts";
import { capabilitiesSchema, ocs, userSchema } from "./schema.ts";

/**
 * What every call carries: the header that stands in for a CSRF token, also for DAV, and the person's language, which
 * the texts of notifications are in.
 */
export function asPerson(call: CallContext, request: UpstreamRequest = {}): UpstreamRequest {
  return {
    refusal: nextcloudRefusal,
    ...request,
    headers: { "ocs-apirequest": "true", "accept-language": call.person.locale, ...request.headers },
  };
}

/** The data of an OCS reply. */
export async function ocsData<Data extends z.ZodType>(
  call: CallContext,
  at: UpstreamPath,
  data: Data,
  request: UpstreamRequest = {},
): Promise<z.output<Data>> {
  const reply = await call.http.json(at, ocs(data), asPerson(call, request));
  // The envelope is a plain object around the value; its type is lost in the generic.
  return (reply as { readonly ocs: { readonly data: z.output<Data> } }).ocs.data;
}

export const capabilities = async (call: CallContext) =>
  ocsData(call, path`/ocs/v2.php/cloud/capabilities`, capabilitiesSchema);

/** How the account of a person is found: their user name is its id, or Nextcloud is asked. */
export type AccountOf = (call: CallContext) => Promise<string>;

/** Asked at most once per call context, which is one person's and short-lived; nothing is kept beyond it. */
export function askedAccount(): AccountOf {
  const asked = new WeakMap<CallContext, Promise<string>>();
  return async (call) => {
    const known = asked.get(call);
    if (known !== undefined) return known;
    const answer = ocsData(call, path`/ocs/v2.php/cloud/user`, userSchema).then(({ id }) => id);
    asked.set(call, answer);
    return answer;
  };
}
