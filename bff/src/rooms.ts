import { createAdministration, type Administration } from "#administration.ts";
import { createAuth, type Auth } from "#auth/auth.ts";
import type { SharedClock } from "#clock.ts";
import type { Config, Secrets } from "#config/config.ts";
import { connectors } from "#connectors/registry.ts";
import type { Log } from "#log.ts";
import { createInboxes, type Inboxes } from "#inboxes.ts";
import { openLive, type Live } from "#live.ts";
import { type BuiltPages } from "#page-renderer.ts";
import type { Overrides } from "#overrides.ts";
import { releaseOf } from "#release.ts";
import { readConfigurationFile } from "#services/configuration-file.ts";
import { openConfiguration, type Configuration } from "#services/configuration.ts";
import { createEventIds } from "#services/event-id.ts";
import { EventHub } from "#services/event-hub.ts";
import { createOwnSessions, type OwnSessions } from "#services/own-sessions.ts";
import { createPreferences, type PreferencesService } from "#services/preferences.ts";
import { sourceKinds } from "#services/source-kinds.ts";
import { createSessionTrail, type SessionTrail } from "#services/session-trail.ts";
import { rememberWaiting, type WaitingMemory } from "#services/waiting-memory.ts";
import { createWork, type WorkService } from "#services/work.ts";
import { createSources, type Sources } from "#sources.ts";
import type { Storage } from "#storage/storage.ts";

/** What stands before any room: settings, storage, clock, the built pages. */
export interface Foundation {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly overrides: Overrides;
  readonly log: Log;
  readonly clock: SharedClock;
  readonly now: () => Date;
  readonly pages: BuiltPages;
  readonly storage: Storage;
}

/** The rooms of one portal process. */
export interface Rooms {
  readonly auth: Auth;
  readonly configuration: Configuration;
  readonly live: Live;
  readonly preferences: PreferencesService;
  readonly sources: Sources;
  readonly inboxes: Inboxes;
  readonly ownSessions: OwnSessions;
  readonly waiting: WaitingMemory;
  readonly work: WorkService;
  readonly hub: EventHub;
  readonly administration: Administration;
  readonly trail: SessionTrail;
  readonly release: string;
}

/** Opens them in the order in which they need each other. */
export async function buildRooms({
  config,
  secrets,
  overrides,
  log,
  clock,
  now,
  pages,
  storage,
}: Foundation): Promise<Rooms> {
  const { bus } = storage;
  const configuration = await openConfiguration({
    store: storage.configurations,
    bus,
    log,
    firstDocument: async () =>
      overrides.firstDocument ?? readConfigurationFile(config.configurationFile, sourceKinds(connectors)),
  });
  const auth = createAuth({
    config,
    secrets,
    storage,
    now,
    // A test that turns the portal's hands does not turn those of its provider.
    ...(overrides.now === undefined && { skewSeconds: clock.skewSeconds }),
    log,
    ...(overrides.providerPace === undefined ? {} : { providerPace: overrides.providerPace }),
  });
  const preferences = createPreferences(storage.people, bus);
  const live = await openLive({ config, storage, configuration, now, log, pace: overrides.livePace });
  const common = { config, secrets, storage, auth, configuration, preferences, now, log };
  const sources = createSources({
    ...common,
    sealer: auth.sealer,
    live: live.state,
    ...(overrides.pace === undefined ? {} : { pace: overrides.pace }),
  });
  const inboxes = createInboxes({
    ...common,
    sealer: auth.sealer,
    sources,
    live,
    random: overrides.random ?? Math.random,
    ...(overrides.outboxPace === undefined ? {} : { pace: overrides.outboxPace }),
  });
  const ownSessions = createOwnSessions({
    store: storage.sessions,
    ...inboxes,
    idleSeconds: config.session.idleSeconds,
    onEnded: (ended) => auth.tidySignedOut(ended),
    now,
  });
  const hub = new EventHub({
    bus,
    configuration,
    live: live.state,
    watch: sources.watch,
    ids: createEventIds(secrets.identifierKey),
    now,
    random: overrides.random ?? Math.random,
    log,
    ...(overrides.eventHub === undefined ? {} : { limits: overrides.eventHub }),
  });
  const waiting = rememberWaiting({ outbox: inboxes.outbox, bus });
  const work = createWork({ content: sources.content, calls: sources.calls, outbox: waiting });
  const release = await releaseOf();
  const trail = createSessionTrail({ store: storage.administration.audit, log });
  const parts = { ...common, ...pages, sources, inboxes, live, links: overrides.links, release, trail };
  const administration = await createAdministration(parts);
  return { ...parts, ownSessions, waiting, work, hub, administration };
}

/** Closes them, those that ask first. */
export async function closeRooms(rooms: Rooms): Promise<void> {
  const { auth, configuration, live, preferences, sources, inboxes, waiting, administration } = rooms;
  await administration.close();
  configuration.close();
  waiting.close();
  await inboxes.close();
  live.close();
  // Acts that are still under way ask what others may see.
  preferences.close();
  await sources.close();
  await auth.close();
}
