import type { ApiCall, ClientApi, Route } from "./matrix-api.ts";
import { MatrixProblem } from "./matrix-http.ts";
import { accountRoutes } from "./matrix-routes-account.ts";
import { mediaRoutes } from "./matrix-routes-media.ts";
import { membershipRoutes } from "./matrix-routes-membership.ts";
import { pushRoutes } from "./matrix-routes-push.ts";
import { sendRoutes } from "./matrix-routes-send.ts";
import { sessionRoutes } from "./matrix-routes-session.ts";
import { syncRoutes } from "./matrix-routes-sync.ts";
import { timelineRoutes } from "./matrix-routes-timeline.ts";

const routes: readonly Route[] = [
  ...sessionRoutes,
  ...syncRoutes,
  ...timelineRoutes,
  ...sendRoutes,
  ...membershipRoutes,
  ...accountRoutes,
  ...pushRoutes,
  ...mediaRoutes,
];

/** Answers one call of the client API, or throws a `MatrixProblem`. */
export async function answerClientApi(api: ClientApi, call: ApiCall): Promise<unknown> {
  const path = call.seen.path.slice("/_matrix/".length).replace(/^client\//u, "");
  let isKnown = false;
  for (const [method, pattern, handler] of routes) {
    const match = pattern.exec(path);
    if (match === null) continue;
    isKnown = true;
    if (method === call.seen.method) return handler(api, call, match.slice(1).map(decoded));
  }
  throw new MatrixProblem(isKnown ? 405 : 404, "M_UNRECOGNIZED");
}

function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? "");
  } catch {
    // A path that is no text names nothing that exists.
    throw new MatrixProblem(404, "M_UNRECOGNIZED");
  }
}
