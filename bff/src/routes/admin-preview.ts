import { previewPath, previewQuery } from "@pforte/shared/contract/admin-publish";
import type { PageRenderer } from "@pforte/shared/contract/page";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { z } from "zod";
import { previewHtml, type Preview, type PreviewRequest } from "#services/preview.ts";
import { parsed } from "./file-request.ts";
import { queryOf } from "./auth-parts.ts";

const themePath = "/admin/preview-theme.css";

/** Nothing runs, nothing is sent; and only a page of the portal may show it. */
const headers = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'self'",
    "sandbox allow-same-origin",
  ].join("; "),
  "x-frame-options": "SAMEORIGIN",
  "cache-control": "no-store",
} as const;

/** The real start page of the draft or of a version, as others would see it, for a frame of the admin area. */
export function registerAdminPreviewRoutes(
  app: FastifyInstance,
  { preview, renderer }: { readonly preview: Preview; readonly renderer: PageRenderer },
): void {
  // Looking is no act: the frame loads by itself whenever somebody saves.
  const access = { scope: "admin", kind: "page", activity: false } as const;
  app.get(previewPath, { config: { access }, exposeHeadRoute: false }, async (request, reply) => {
    const query = requestOf(request);
    const home = await preview.home(query);
    const html = await renderer.render({ kind: "home", path: "/", home });
    const theme = `${themePath}?${queryOf(request).toString()}`;
    return reply.headers(headers).type("text/html; charset=utf-8").send(previewHtml(html, theme));
  });
  app.get(themePath, { config: { access }, exposeHeadRoute: false }, async (request, reply) => {
    const css = await preview.theme(requestOf(request));
    return reply.type("text/css; charset=utf-8").header("cache-control", "no-store").send(css);
  });
}

function requestOf(request: FastifyRequest): PreviewRequest {
  const query: z.output<typeof previewQuery> = parsed(previewQuery, request.query);
  return {
    of: query.of,
    groups: [query.group ?? []].flat(),
    isAnonymous: query.anonymous === "yes",
    language: query.language,
    appearance: query.appearance,
  };
}
