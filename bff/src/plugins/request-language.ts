import type { Language } from "@pforte/shared/contract/localized";
import type { FastifyInstance, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyInstance {
    /** The language in which this request is answered: the person's choice, else the browser's, else the portal's default. */
    languageOf(request: FastifyRequest): Promise<Language>;
  }
}

/** What people chose, and what holds where nobody did. */
export interface RequestLanguageOptions {
  /** The language that this signed-in person chose, or null. */
  chosen(request: FastifyRequest): Promise<Language | null>;
  defaultLanguage(): Language;
}

/** Lets every route know the language of its request. */
export function registerRequestLanguage(app: FastifyInstance, options: RequestLanguageOptions): void {
  app.decorate("languageOf", async (request: FastifyRequest) => {
    const chosen = await options.chosen(request);
    return chosen ?? acceptedLanguage(request.headers["accept-language"]) ?? options.defaultLanguage();
  });
}

/** The better of our two languages by RFC 9110 12.5.4, or null where the header names neither. */
export function acceptedLanguage(header: string | undefined): Language | null {
  let best: { readonly language: Language; readonly quality: number } | null = null;
  for (const part of (header ?? "").slice(0, 500).split(",")) {
    const [range = "", ...parameters] = part.trim().toLowerCase().split(";");
    const language = range.split("-", 1)[0];
    const weight = parameters.find((parameter) => parameter.trim().startsWith("q="));
    const quality = weight === undefined ? 1 : Number(weight.trim().slice(2));
    if ((language === "de" || language === "en") && quality > (best?.quality ?? 0)) {
      best = { language, quality };
    }
  }
  return best?.language ?? null;
}
