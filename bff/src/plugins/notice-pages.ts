import type { Language } from "@pforte/shared/contract/localized";
import type { HomePortal } from "@pforte/shared/contract/home";
import type { NoticePage, PageRenderer } from "@pforte/shared/contract/page";
import type { Appearance } from "@pforte/shared/contract/preferences";
import type { FastifyRequest } from "fastify";
import type { Log } from "#log.ts";
import { safeError } from "./safe-error.ts";
import type { Notice, SendNotice } from "./send-notice.ts";

/** What a notice shows beside its reason. */
export interface NoticePagesOptions {
  readonly renderer: PageRenderer;
  readonly timeZone: string;
  readonly now: () => Date;
  readonly log: Log;
  portalIn(language: Language): HomePortal;
  languageOf(request: FastifyRequest): Promise<Language>;
  appearanceOf(request: FastifyRequest): Promise<Appearance>;
}

/** Notices as rendered pages. When even the renderer fails, a plain page still says so. */
export function createSendNotice(options: NoticePagesOptions): SendNotice {
  return async (request, reply, notice) => {
    const data = await noticeData(request, notice, options);
    reply.code(notice.status).type("text/html; charset=utf-8").header("cache-control", "no-store");
    if (notice.retryAfterSeconds !== undefined) {
      reply.header("retry-after", String(notice.retryAfterSeconds));
    }
    return reply.send(await htmlOf(request, data, options));
  };
}

async function noticeData(request: FastifyRequest, notice: Notice, options: NoticePagesOptions): Promise<NoticePage> {
  // With the database down nobody's choice can be read; a notice about that must still come.
  const language = await options.languageOf(request).catch((): Language => "de");
  const appearance = await options.appearanceOf(request).catch((): Appearance => "system");
  return {
    page: notice.page,
    code: notice.code,
    identityProviderMayRemember: notice.identityProviderMayRemember ?? false,
    ...(notice.isEndedElsewhere === true && { isEndedElsewhere: true }),
    ...(notice.waitingActs === undefined ? {} : { waitingActs: notice.waitingActs }),
    incident: request.id,
    at: options.now().toISOString(),
    timeZone: options.timeZone,
    retry: notice.retry ?? null,
    portal: options.portalIn(language),
    language,
    appearance,
  };
}

async function htmlOf(request: FastifyRequest, notice: NoticePage, options: NoticePagesOptions): Promise<string> {
  try {
    return await options.renderer.render({ kind: "notice", path: "/", notice });
  } catch (error) {
    options.log.error({ requestId: request.id, error: safeError(error) }, "A notice could not be drawn.");
    return plainNotice(notice);
  }
}

const plainTexts = {
  de: { title: "Das Portal hat gerade eine Störung", retry: "Erneut versuchen", code: "Vorgang" },
  en: { title: "The portal has a problem right now", retry: "Try again", code: "Incident" },
} as const;

function plainNotice({ language, incident }: NoticePage): string {
  const { title, retry, code } = plainTexts[language];
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title}</title></head><body><main>` +
    `<h1>${title}</h1><p>${code}: ${incident}</p><p><a href="/">${retry}</a></p></main></body></html>`
  );
}
