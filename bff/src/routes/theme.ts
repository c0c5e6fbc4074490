import type { FastifyInstance } from "fastify";
import { PortalError } from "#plugins/portal-error.ts";
import { themeOf } from "#services/theme.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";

/** The stylesheet of configured colours. It names tiles, so that it is as personal as the page that links it. */
export function registerThemeRoute(app: FastifyInstance, current: () => PublishedConfiguration): void {
  // Not an asset: whose colours these are is read from the session.
  const access = { scope: "open", kind: "page", activity: false } as const;
  app.get<{ Params: { file: string } }>("/theme/:file", { config: { access } }, async (request, reply) => {
    const { version, document } = current();
    const asked = /^(\d{1,9})\.css$/u.exec(request.params.file)?.[1];
    // During a change of version replicas answer for each other: the newest colours are right for either page.
    if (asked === undefined || Number(asked) < 1) {
      throw new PortalError("not_found", { message: "There is no such stylesheet." });
    }
    const css = themeOf(document, request.signedIn?.principal ?? null);
    const lifetime = Number(asked) === version ? "private, max-age=600" : "no-store";
    return reply.type("text/css; charset=utf-8").header("cache-control", lifetime).header("vary", "Cookie").send(css);
  });
}
