import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { languageSchema } from "./localized.ts";
import { configurationKeySchema } from "./portal-configuration.ts";

/** Light, dark and high contrast are fixed; `system` follows the device. */
export const appearanceSchema = z.enum(["system", "light", "dark", "contrast"]);
export type Appearance = z.output<typeof appearanceSchema>;

/** What a person chose for themself, kept on the server so that the first paint has it on every device. */
export const preferencesSchema = z.object({
  /** `null` follows the browser's language. */
  language: languageSchema.nullable(),
  appearance: appearanceSchema,
  /** Keys of the person's own dock, or `null` while they keep the configured one. */
  dock: z.array(configurationKeySchema).max(12).nullable(),
  /** Shortcuts of a single key, such as `/`; a person can switch them off (WCAG 2.1.4). */
  singleKeyShortcuts: z.boolean(),
  /** Whether others see in the chat that the person is writing. */
  sendTyping: z.boolean(),
  /** Whether others see in the chat how far the person has read; without it receipts stay private (`m.read.private`). */
  sendReadReceipts: z.boolean(),
});
export type Preferences = z.output<typeof preferencesSchema>;

/** What holds for a person who never chose anything. */
export const defaultPreferences: Preferences = {
  language: null,
  appearance: "system",
  dock: null,
  singleKeyShortcuts: true,
  sendTyping: true,
  sendReadReceipts: true,
};

/** Changes the given preferences of the signed-in person and answers with all of them. */
export const changePreferences = endpoint({
  method: "PATCH",
  path: "/api/preferences",
  scope: "person",
  activity: true,
  body: z.strictObject({
    language: languageSchema.nullable().optional(),
    appearance: appearanceSchema.optional(),
    dock: z.array(configurationKeySchema).max(12).nullable().optional(),
    singleKeyShortcuts: z.boolean().optional(),
    sendTyping: z.boolean().optional(),
    sendReadReceipts: z.boolean().optional(),
  }),
  reply: preferencesSchema,
});
