import type { Home } from "@pforte/shared/contract/home";
import type { Language } from "@pforte/shared/contract/localized";
import { defaultPreferences, type Appearance } from "@pforte/shared/contract/preferences";
import type { SignedIn } from "#auth/authentication.ts";
import type { Config } from "#config/config.ts";
import { capabilitiesOf } from "#connectors/registry.ts";
import { homeOf } from "#services/home.ts";
import type { PreferencesService } from "#services/preferences.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";

interface HomeForOptions {
  readonly config: Pick<Config, "timeZone">;
  readonly configuration: { current(): PublishedConfiguration };
  readonly preferences: Pick<PreferencesService, "of">;
  readonly now: () => Date;
  readonly release: string;
}

/** The start page of whoever asks; `appearance` is what the browser chose, for a page without a person. */
export function createHomeFor({ config, configuration, preferences, now, release }: HomeForOptions) {
  return async (signedIn: SignedIn | null, language: Language, appearance: Appearance): Promise<Home> =>
    homeOf({
      configuration: configuration.current(),
      viewer: signedIn?.principal ?? null,
      preferences: signedIn === null ? { ...defaultPreferences, appearance } : await preferences.of(signedIn.principal),
      language,
      now: now(),
      timeZone: config.timeZone,
      release,
      capabilitiesOf,
    });
}
