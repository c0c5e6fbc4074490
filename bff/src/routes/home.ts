import { readHome, type Home } from "@pforte/shared/contract/home";
import type { Language } from "@pforte/shared/contract/localized";
import type { Appearance } from "@pforte/shared/contract/preferences";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { SignedIn } from "#auth/authentication.ts";
import { accepts } from "#plugins/accept-encoding.ts";
import { browserChoices } from "#plugins/browser-choices.ts";
import { PortalError } from "#plugins/portal-error.ts";
import { allowFrames } from "#plugins/security-headers.ts";
import type { EmbeddedTiles } from "#services/embedded.ts";
import { homePaths, isRoomId, type HomePages, type HomePath } from "#services/home-pages.ts";
import { ownerDigest } from "#storage/principal.ts";
import { serve } from "./serve.ts";

interface HomeRoutesOptions {
  readonly pages: HomePages;
  readonly embedded: EmbeddedTiles;
  /** Whether the page is shown without a session. */
  readonly anonymousAccess: boolean;
  /** `appearance` is what the browser chose, for a page without a person. */
  readonly homeFor: (signedIn: SignedIn | null, language: Language, appearance: Appearance) => Promise<Home>;
}

/** The start page and the full views, drawn on the server, and their data as JSON. */
export function registerHomeRoutes(app: FastifyInstance, options: HomeRoutesOptions): void {
  for (const path of homePaths) {
    // Without a person there is nothing in a full view.
    const scope = path === "/" && options.anonymousAccess ? "open" : path.startsWith("/admin") ? "admin" : "person";
    app.get(path, { config: { access: { scope, kind: "page", activity: true } } }, async (request, reply) => {
      if (path === "/chat/:room" && !isRoomId(roomOf(request.params))) throw new PortalError("not_found");
      return sendHome(request, reply, path, options);
    });
  }
  serve(app, readHome, async ({ signedIn, language }) => options.homeFor(signedIn, language, "system"));
}

function roomOf(params: unknown): unknown {
  return typeof params === "object" && params !== null && "room" in params ? params.room : null;
}

/** What a page may frame: its one tool, or for administrators the preview of the portal itself (S36). */
async function framesOf(
  { params, signedIn }: FastifyRequest,
  path: HomePath,
  language: Language,
  embedded: EmbeddedTiles,
): Promise<string> {
  if (path.startsWith("/admin")) return "'self'";
  if (path !== "/app/:key") return "'none'";
  const key = typeof params === "object" && params !== null && "key" in params ? String(params.key) : "";
  const tile = await embedded.find(signedIn?.principal ?? null, key, language);
  if (tile === null) throw new PortalError("not_found");
  // The page still opens where the tool refuses frames: it says so, and offers a tab.
  return tile.mayBeFramed === false ? "'none'" : tile.origin;
}

async function sendHome(
  request: FastifyRequest,
  reply: FastifyReply,
  path: HomePath,
  { pages, homeFor, embedded }: HomeRoutesOptions,
): Promise<FastifyReply> {
  const { signedIn } = request;
  const owner = signedIn === null ? "" : ownerDigest(signedIn.principal.owner);
  const { appearance } = browserChoices(request);
  const language = await request.server.languageOf(request);
  const frames = await framesOf(request, path, language, embedded);
  const home = await homeFor(signedIn, language, appearance ?? "system");
  const etag = pages.etagOf(owner, path, home, frames);
  allowFrames(reply, frames);
  // Personal: only this browser keeps it, and asks each time whether it still holds.
  reply.header("cache-control", "private, no-cache");
  reply.header("vary", "Cookie, Accept-Language, Accept-Encoding");
  reply.header("etag", etag);
  if (request.headers["if-none-match"]?.split(",").some((known) => known.trim() === etag) === true) {
    return reply.code(304).send();
  }
  const page = await pages.draw(owner, path, home, etag);
  reply.type("text/html; charset=utf-8");
  if (accepts(String(request.headers["accept-encoding"] ?? ""), "gzip")) {
    return reply.header("content-encoding", "gzip").send(page.gzip);
  }
  return reply.send(page.plain);
}
