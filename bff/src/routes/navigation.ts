import type { Language } from "@pforte/shared/contract/localized";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { PortalError } from "#plugins/portal-error.ts";
import type { Navigation, NavigationQuestion } from "#services/navigation.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import { createCredentials } from "./navigation-credentials.ts";

interface NavigationRoutesOptions {
  readonly navigation: Navigation;
  readonly secret: string | null;
  readonly publicOrigin: string;
  readonly current: () => PublishedConfiguration;
}

/** Called by the servers of other tools: no cookie is looked at, so that no page of theirs can read a person's menu. */
const access = { scope: "open", kind: "machine", activity: false } as const;

/** Central navigation and the portal as data, at the addresses and in the forms that other tools know. */
export function registerNavigationRoutes(app: FastifyInstance, options: NavigationRoutesOptions): void {
  const { navigation, secret, publicOrigin, current } = options;
  const callerOf = createCredentials(secret);
  const answer = async (form: NavigationQuestion["form"], request: FastifyRequest, reply: FastifyReply) => {
    const caller = callerOf(request.headers);
    reply.header("vary", "Authorization, X-Ucs-Username");
    if (caller.kind === "refused") {
      reply.header("www-authenticate", 'Basic realm="navigation", charset="UTF-8"');
      throw new PortalError("signed_out", { message: "The shared secret is not the portal's." });
    }
    const username = caller.kind === "trusted" ? caller.username : null;
    const isTrusted = caller.kind === "trusted";
    const { etag, bytes } = await navigation.answer({ form, isTrusted, username, ...wishesOf(request.url) });
    // Personal: kept by the caller alone, who asks each time whether it still holds.
    reply.header("cache-control", "private, no-cache").header("etag", etag);
    if (request.headers["if-none-match"]?.includes(etag) === true) return reply.code(304).send();
    return reply.type("application/json; charset=utf-8").send(bytes);
  };
  const config = { access };
  app.get("/univention/portal/navigation.json", { config, exposeHeadRoute: false }, async (request, reply) =>
    answer("menu", request, reply),
  );
  app.get("/univention/portal/portal.json", { config, exposeHeadRoute: false }, async (request, reply) =>
    answer("portal", request, reply),
  );
  app.get("/univention/languages.json", { config, exposeHeadRoute: false }, async (_request, reply) =>
    reply.header("cache-control", "public, max-age=300").send(languagesOf(current())),
  );
  app.get("/univention/meta.json", { config, exposeHeadRoute: false }, async (_request, reply) =>
    reply.header("cache-control", "public, max-age=300").send(metaOf(current(), publicOrigin)),
  );
}

const labels: Readonly<Record<Language, { readonly id: string; readonly label: string }>> = {
  de: { id: "de-DE", label: "Deutsch" },
  en: { id: "en-US", label: "English" },
};

function languagesOf({ document }: PublishedConfiguration): object[] {
  const { de, en } = labels;
  return document.portal.defaultLanguage === "de" ? [{ ...de, default: true }, en] : [de, { ...en, default: true }];
}

/** No banner: the portal sets no cookie that anybody would have to be asked about. */
function metaOf({ document }: PublishedConfiguration, publicOrigin: string): object {
  return {
    fqdn: new URL(publicOrigin).hostname,
    title: document.portal.name[document.portal.defaultLanguage] ?? document.portal.name.de,
    cookieBanner: { show: false },
  };
}

/** What the query wishes for, in whatever case and form tools write it; what is not known is as if it were not said. */
function wishesOf(url: string): Pick<NavigationQuestion, "language" | "base"> {
  const at = url.indexOf("?");
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(at === -1 ? "" : url.slice(at + 1))) {
    const key = name.toLowerCase();
    if (!query.has(key)) query.set(key, value);
  }
  const base = query.get("base");
  return {
    language: languageOf(query.get("language")) ?? languageOf(query.get("lang")),
    base: base !== undefined && URL.canParse(base) ? new URL(base).origin : null,
  };
}

/** `de`, `de-DE`, `de-de`, `de_DE`, `de_DE.UTF-8`: the language is what stands first. */
function languageOf(tag: string | undefined): Language | null {
  const language = /^[a-z]+/u.exec(tag?.trim().toLowerCase() ?? "")?.[0];
  return language === "de" || language === "en" ? language : null;
}
