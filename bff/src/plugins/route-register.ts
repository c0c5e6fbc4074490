import type { FastifyInstance } from "fastify";
import type { RouteAccess } from "./route-access.ts";

/** One line of the list of all routes, as it is reviewed. */
export interface RegisteredRoute {
  readonly method: string;
  readonly path: string;
  readonly access: RouteAccess;
  /** Of which parts the form is declared. */
  readonly schemas: ReadonlySet<"params" | "querystring" | "body" | "response">;
  /** Most bytes of its body, where it has a limit of its own. */
  readonly bodyLimit: number | null;
}

const parts = ["params", "querystring", "body", "response"] as const;

/** Refuses a route that does not say who may call it, and keeps the list of those that do (S41). */
export function registerRouteRegister(app: FastifyInstance): readonly RegisteredRoute[] {
  const routes: RegisteredRoute[] = [];
  app.addHook("onRoute", (route) => {
    const access = route.config?.access;
    if (access === undefined) {
      throw new Error(`The route ${String(route.method)} ${route.url} does not say who may call it.`);
    }
    const schemas = new Set(parts.filter((part) => route.schema?.[part] !== undefined));
    const bodyLimit = route.bodyLimit ?? null;
    for (const method of [route.method].flat()) {
      routes.push({ method, path: route.url, access, schemas, bodyLimit });
    }
  });
  return routes;
}
