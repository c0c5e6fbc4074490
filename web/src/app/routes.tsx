import type { RouteObject } from "react-router";
import { RouteFailure } from "./route-failure.tsx";
import { StartPage } from "./start-page.tsx";

export const homeRouteId = "home";

/** The routes of the signed-in portal; the server and the browser build them from the same list. */
export function createRoutes({ loadHome }: { loadHome: () => unknown }): RouteObject[] {
  return [{ id: homeRouteId, path: "/", loader: loadHome, Component: StartPage, ErrorBoundary: RouteFailure }];
}
