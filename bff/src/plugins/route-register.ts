import type { FastifyInstance } from "fastify";
import type { RouteAccess } from "./route-access.ts";

/** One line of the list of all routes, as it is reviewed. */
export interface RegisteredRoute {
  readonly method: string;
  readonly path: string;
  readonly access: RouteAccess;
  /** The declared form of each part that has one. */
  readonly schemas: ReadonlyMap<RoutePart, unknown>;
  /** Most bytes of its body, where it has a limit of its own. */
  readonly bodyLimit: number | null;
}

const parts = ["params", "querystring", "body", "response"] as const;
export type RoutePart = (typeof parts)[number];

/** Refuses a route that does not say who may call it, and keeps the list of those that do (S41). */
export function registerRouteRegister(app: FastifyInstance): readonly RegisteredRoute[] {
  const routes: RegisteredRoute[] = [];
  app.addHook("onRoute", (route) => {
    const access = route.config?.access;
    if (access === undefined) {
      throw new Error(`The route ${String(route.method)} ${route.url} does not say who may call it.`);
    }
    const declared = parts.map((part): [RoutePart, unknown] => [part, route.schema?.[part]]);
    const schemas = new Map(declared.filter(([, form]) => form !== undefined));
    const bodyLimit = route.bodyLimit ?? null;
    for (const method of [route.method].flat()) {
      routes.push({ method, path: route.url, access, schemas, bodyLimit });
    }
  });
  return routes;
}
