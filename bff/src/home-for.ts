import type { Home } from "@pforte/shared/contract/home";
import type { Language } from "@pforte/shared/contract/localized";
import { defaultPreferences, type Appearance } from "@pforte/shared/contract/preferences";
import type { SignedIn } from "#auth/authentication.ts";
import type { Config } from "#config/config.ts";
import { capabilitiesOf } from "#connectors/registry.ts";
import { homeOf } from "#services/home.ts";
import type { LiveNow } from "#services/live-state.ts";
import type { PreferencesService } from "#services/preferences.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { AnnouncementAnswer } from "#storage/ports/live-store.ts";
import type { Principal } from "#storage/principal.ts";

interface HomeForOptions {
  readonly config: Pick<Config, "timeZone">;
  readonly configuration: { current(): PublishedConfiguration };
  readonly preferences: Pick<PreferencesService, "of">;
  readonly live: { now(): LiveNow };
  readonly announcements: { answersOf(principal: Principal): Promise<readonly AnnouncementAnswer[]> };
  readonly now: () => Date;
  readonly release: string;
}

/** The start page of whoever asks; `appearance` is what the browser chose, for a page without a person. */
export function createHomeFor(options: HomeForOptions) {
  const { config, configuration, preferences, live, announcements, now, release } = options;
  return async (signedIn: SignedIn | null, language: Language, appearance: Appearance): Promise<Home> => {
    const viewer = signedIn?.principal ?? null;
    const [chosen, answers] =
      viewer === null
        ? [{ ...defaultPreferences, appearance }, []]
        : await Promise.all([preferences.of(viewer), announcements.answersOf(viewer)]);
    return homeOf({
      configuration: configuration.current(),
      viewer,
      preferences: chosen,
      live: live.now(),
      answers,
      language,
      now: now(),
      timeZone: config.timeZone,
      release,
      capabilitiesOf,
    });
  };
}
