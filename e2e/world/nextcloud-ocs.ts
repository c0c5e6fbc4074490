import { accountRoutes } from "./nextcloud-ocs-account.ts";
import { notificationRoutes } from "./nextcloud-ocs-notifications.ts";
import { searchRoutes } from "./nextcloud-ocs-search.ts";
import { sharingRoutes } from "./nextcloud-ocs-sharing.ts";
import type { Caller } from "./nextcloud-identity.ts";
import type { OcsCall, OcsRoute } from "./nextcloud-ocs-route.ts";
import { OcsProblem, ocsReply, plainProblem } from "./nextcloud-reply.ts";
import type { NextcloudWorld } from "./nextcloud-world.ts";
import type { SeenCall, StandInReply } from "./stand-in-http.ts";

const routes: readonly OcsRoute[] = [...notificationRoutes, ...sharingRoutes, ...searchRoutes, ...accountRoutes];

/** What an OCS call is made of before it is known which route it is for. */
export interface OcsVisit {
  readonly world: NextcloudWorld;
  readonly call: SeenCall;
  readonly caller: Caller | null;
  readonly hasPush: boolean;
}

/** The name by which calls of a route are counted. */
export function ocsKind(call: SeenCall): string {
  return routes.find((each) => match(each, call) !== null)?.kind ?? "ocs other";
}

/** Answers below `/ocs/v1.php` and `/ocs/v2.php`. */
export function answerOcs(visit: OcsVisit): StandInReply {
  const { call, caller, world } = visit;
  // Only who sends this header cannot be a form of a foreign page.
  if (call.headers["ocs-apirequest"] === undefined) throw plainProblem(412, "CSRF check failed");
  try {
    const [route, params] = find(call);
    if (route.isPublic !== true && caller === null) throw new OcsProblem(997, "Current user is not logged in");
    const language = /^en\b/i.test(call.headers["accept-language"] ?? "") ? "en" : "de";
    const ocs: OcsCall = { ...visit, world, uid: caller?.uid ?? "", params, language, fields: fieldsOf(call) };
    const result = route.answer(ocs);
    if ("status" in result) return result;
    return ocsReply(call, { code: 200, message: "OK", data: result.data }, result.headers);
  } catch (error) {
    if (!(error instanceof OcsProblem)) throw error;
    return ocsReply(call, { code: error.code, message: error.message, data: error.data });
  }
}

function find(call: SeenCall): readonly [OcsRoute, readonly string[]] {
  for (const route of routes) {
    const params = match(route, call);
    if (params !== null) return [route, params];
  }
  throw new OcsProblem(998, "Invalid query, please check the syntax.");
}

function match(route: OcsRoute, call: SeenCall): readonly string[] | null {
  if (route.method !== call.method) return null;
  const path = call.path.replace(/^\/ocs\/v[12]\.php/, "");
  return route.path.exec(path)?.slice(1).map(decodeURIComponent) ?? null;
}

function fieldsOf(call: SeenCall): Readonly<Record<string, unknown>> {
  const text = call.body.toString();
  if (call.headers["content-type"]?.startsWith("application/json") !== true) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}
