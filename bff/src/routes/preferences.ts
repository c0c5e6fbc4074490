import { changePreferences, type Preferences } from "@pforte/shared/contract/preferences";
import type { FastifyInstance } from "fastify";
import type { PreferencesService } from "#services/preferences.ts";
import { serve } from "./serve.ts";

/** What the signed-in person chose for themself. */
export function registerPreferencesRoutes(app: FastifyInstance, preferences: PreferencesService): void {
  serve(app, changePreferences, async ({ body, signedIn }) => preferences.change(signedIn.principal, given(body)));
}

/** Only the fields that were sent: an absent one leaves the choice as it is. */
function given(body: { readonly [Name in keyof Preferences]?: Preferences[Name] | undefined }): Partial<Preferences> {
  const sent = Object.entries(body).filter(([, value]) => value !== undefined);
  // The entries of a parsed body without the undefined ones.
  return Object.fromEntries(sent) as Partial<Preferences>;
}
