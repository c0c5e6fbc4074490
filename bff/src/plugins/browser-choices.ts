import { languageSchema, type Language } from "@pforte/shared/contract/localized";
import { type Appearance, appearanceSchema } from "@pforte/shared/contract/preferences";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Config } from "#config/config.ts";
import { onlyCookie } from "./cookies.ts";

/** What a browser without a session holds of a person's choices, in cookies that the page itself writes as well. */
export interface BrowserChoices {
  readonly language: Language | null;
  readonly appearance: Appearance | null;
}

const names = { language: "portal-language", appearance: "portal-appearance" } as const;

/** The choices that came with a request; a value that is not listed, or was sent twice, is none. */
export function browserChoices(request: FastifyRequest): BrowserChoices {
  return {
    language: languageSchema.safeParse(onlyCookie(request, names.language)).data ?? null,
    appearance: appearanceSchema.safeParse(onlyCookie(request, names.appearance)).data ?? null,
  };
}

/** Lets the browser hold choices for a while; not `HttpOnly`, because the page must be able to change them. */
export function rememberChoices(
  reply: FastifyReply,
  { isPlainLoopback }: Pick<Config, "isPlainLoopback">,
  choices: BrowserChoices,
  maxAgeSeconds: number,
): void {
  const known = browserChoices(reply.request);
  const attributes = `; Path=/${isPlainLoopback ? "" : "; Secure"}; SameSite=Lax; Max-Age=${maxAgeSeconds}`;
  for (const name of ["language", "appearance"] as const) {
    // What the browser holds already may be there for longer.
    if (choices[name] !== null && choices[name] !== known[name]) {
      reply.header("set-cookie", `${names[name]}=${choices[name]}${attributes}`);
    }
  }
}
