import { z } from "zod";
import { signInCodeSchema } from "../errors/sign-in-code.ts";
import { homePortalSchema, homeSchema } from "./home.ts";
import { languageSchema } from "./localized.ts";
import { appearanceSchema } from "./preferences.ts";

/** Id of the JSON data block in the HTML from which the browser takes over what the server drew. */
export const pageDataId = "pforte-page";

/** A page outside the signed-in portal: what happened, what to do, whom to ask, and facts to read out on the phone. */
export const noticePageSchema = z.object({
  page: z.enum(["sign_in_failed", "signed_out", "not_found", "failed"]),
  /** For `sign_in_failed` and `failed`: which text. */
  code: signInCodeSchema.nullable(),
  /** For `signed_out`: whether the session at the sign-in service may still live. */
  identityProviderMayRemember: z.boolean(),
  /** For `signed_out`: the person ended it in another of their sessions. */
  isEndedElsewhere: z.boolean().optional(),
  /** For `signed_out`: acts that are acknowledged and will be carried out at the next sign-in. */
  waitingActs: z.number().int().nonnegative().optional(),
  /** A short id under which the log knows this request. */
  incident: z.string(),
  at: z.iso.datetime(),
  timeZone: z.string(),
  /** Where the primary button leads: a path of the portal. */
  retry: z.string().nullable(),
  portal: homePortalSchema,
  language: languageSchema,
  appearance: appearanceSchema,
});
export type NoticePage = z.output<typeof noticePageSchema>;

/** The data of one server-rendered document. */
export const pageDataSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("home"), path: z.string(), home: homeSchema }),
  z.object({ kind: z.literal("notice"), path: z.string(), notice: noticePageSchema }),
]);
export type PageData = z.output<typeof pageDataSchema>;

/** What the built server entry exports (`web/dist/server/entry-server.js`). */
export interface PageRenderer {
  /** The whole HTML document for this data, under the policy of the portal: no inline script, no `style` attribute. */
  render(data: PageData): Promise<string>;
}
