import type { Config } from "#config/config.ts";
import type { Log } from "#log.ts";
import { createAnnouncementAnswers } from "#services/announcement-answers.ts";
import { createAnnouncements, type Announcements } from "#services/announcements.ts";
import { type LivePace, openLiveState, type LiveState } from "#services/live-state.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { Storage } from "#storage/storage.ts";

interface LiveOptions {
  readonly config: Pick<Config, "timeZone">;
  readonly storage: Pick<Storage, "administration" | "bus">;
  readonly configuration: { current(): PublishedConfiguration };
  readonly now: () => Date;
  readonly log: Log;
  readonly pace?: Partial<LivePace> | undefined;
}

/** What takes effect at once, without a version of the configuration. */
export interface Live {
  readonly state: LiveState;
  readonly announcements: Announcements;
  close(): void;
}

/** Reads what is in force and follows it. */
export async function openLive({ config, storage, configuration, now, log, pace }: LiveOptions): Promise<Live> {
  const store = storage.administration.live;
  const state = await openLiveState({ store, bus: storage.bus, now, log, ...(pace !== undefined && { pace }) });
  const answers = createAnnouncementAnswers(store, storage.bus);
  const announcements = createAnnouncements({ live: state, answers, configuration, timeZone: config.timeZone, now });
  return {
    state,
    announcements,
    close() {
      state.close();
      answers.close();
    },
  };
}
