import type { FastifyInstance } from "fastify";
import { createAdministration, type Administration } from "#administration.ts";
import { createAuth, type Auth } from "#auth/auth.ts";
import { cardReaders } from "#card-readers.ts";
import { SharedClock } from "#clock.ts";
import type { Config, Secrets } from "#config/config.ts";
import { connectors } from "#connectors/registry.ts";
import { drain } from "#drain.ts";
import type { Log } from "#log.ts";
import { createHomeFor } from "#home-for.ts";
import { buildOps } from "#ops.ts";
import { createInboxes, type Inboxes } from "#inboxes.ts";
import { openLive, type Live } from "#live.ts";
import { loadBuiltPages, type BuiltPages } from "#page-renderer.ts";
import { createLog } from "#pino-log.ts";
import type { Overrides } from "#overrides.ts";
import { createMetrics } from "#plugins/metrics.ts";
import type { RegisteredRoute } from "#plugins/route-register.ts";
import { cookieOf, registerPermission, registerSession } from "#plugins/session.ts";
import { registerStaticAssets } from "#plugins/static-assets.ts";
import { registerAuthRoutes, safePath } from "#routes/auth.ts";
import { registerCardsRoutes } from "#routes/cards.ts";
import { registerEventsRoute } from "#routes/events.ts";
import { registerHomeRoutes } from "#routes/home.ts";
import { registerInboxRoutes } from "#routes/inbox.ts";
import { registerOwnSessionsRoutes } from "#routes/own-sessions.ts";
import { registerPreferencesRoutes } from "#routes/preferences.ts";
import { registerThemeRoute } from "#routes/theme.ts";
import { registerWorkRoutes } from "#routes/work.ts";
import { readinessOf } from "#readiness.ts";
import { releaseOf } from "#release.ts";
import { buildServer } from "#server.ts";
import { createCards } from "#services/cards.ts";
import { readConfigurationFile } from "#services/configuration-file.ts";
import { openConfiguration, type Configuration } from "#services/configuration.ts";
import { createEventIds } from "#services/event-id.ts";
import { EventHub } from "#services/event-hub.ts";
import { HomePages } from "#services/home-pages.ts";
import { createOwnSessions, type OwnSessions } from "#services/own-sessions.ts";
import { createPreferences, type PreferencesService } from "#services/preferences.ts";
import { sourceKinds } from "#services/source-kinds.ts";
import { createSessionTrail, type SessionTrail } from "#services/session-trail.ts";
import { rememberWaiting, type WaitingMemory } from "#services/waiting-memory.ts";
import { createWork, type WorkService } from "#services/work.ts";
import { createSources, type Sources } from "#sources.ts";
import { createStorage } from "#storage/postgres-storage.ts";
import type { Storage } from "#storage/storage.ts";
import { startSweeping } from "#storage/sweeping.ts";

/** The portal, put together and not yet listening. */
export interface Portal {
  readonly server: FastifyInstance;
  readonly ops: FastifyInstance;
  readonly routes: readonly RegisteredRoute[];
  readonly configuration: Configuration;
  readonly storage: Storage;
  /** Ends in order: not ready at once, then without a failed request (F28). */
  drain(): Promise<void>;
  /** Ends at once. */
  close(): Promise<void>;
}

/** The composition root: the one place that knows all rooms. */
export async function buildApp(config: Config, secrets: Secrets, overrides: Overrides = {}): Promise<Portal> {
  const log = overrides.log ?? createLog(config.logLevel);
  const clock = new SharedClock();
  const now = overrides.now ?? clock.now;
  const pages = overrides.pages ?? (await loadBuiltPages());
  const storage =
    overrides.storage ?? (await createStorage({ databaseUrl: secrets.databaseUrl, caFile: config.caFile, now, log }));
  try {
    await clock.adopt(storage);
    return await assemble({ config, secrets, overrides, log, clock, now, pages, storage });
  } catch (error) {
    await storage.close();
    throw error;
  }
}

interface Foundation {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly overrides: Overrides;
  readonly log: Log;
  readonly clock: SharedClock;
  readonly now: () => Date;
  readonly pages: BuiltPages;
  readonly storage: Storage;
}

interface Rooms {
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

async function assemble(foundation: Foundation): Promise<Portal> {
  const { config, log, clock, now, pages, storage, overrides } = foundation;
  const rooms = await buildRooms(foundation);
  const { auth, configuration, preferences, hub } = rooms;
  const metrics = createMetrics(
    () => hub.size,
    () => rooms.sources.isolationViolations() + rooms.inboxes.isolationViolations(),
  );
  const fences = { auth, config, now, trail: rooms.trail };
  const { server, routes } = await buildServer({
    config,
    configuration,
    preferences,
    renderer: pages.renderer,
    metrics,
    release: rooms.release,
    now,
    log,
    development: overrides.development ?? null,
    registerSession: (app) => registerSession(app, fences),
    registerPermission: (app) => registerPermission(app, fences),
    registerRoutes: async (app, sendNotice) => registerRoutes(app, sendNotice, foundation, rooms),
  });
  let isDraining = false;
  const endStreams = (spreadMilliseconds: number) => {
    hub.drain(spreadMilliseconds);
    rooms.sources.endWaits(spreadMilliseconds);
  };
  const ops = buildOps({
    registry: metrics.registry,
    readiness: async () => readinessOf(isDraining, storage, auth),
  });
  await Promise.all([server.ready(), ops.ready()]);
  clock.follow(storage, (milliseconds) => log.warn({ milliseconds }, "The clock was set by the database's."));
  auth.start();
  rooms.inboxes.outbox.start();
  rooms.administration.start();
  const stopSweeping = startSweeping({
    storage,
    idleSeconds: config.session.idleSeconds,
    proofRetentionSeconds: config.proofRetentionSeconds,
    onEnded: (ended) => auth.tidyAll(ended),
    now,
    log,
    ...(overrides.sweepMilliseconds === undefined ? {} : { everyMilliseconds: overrides.sweepMilliseconds }),
  });
  const closeAll = async () => {
    hub.close();
    clock.stop();
    server.server.closeAllConnections();
    ops.server.closeAllConnections();
    await Promise.all([server.close(), ops.close()]);
    await Promise.all([closeRooms(rooms), stopSweeping()]);
    await storage.close();
  };
  let closing: Promise<void> | null = null;
  const close = async () => (closing ??= closeAll());
  return {
    server,
    ops,
    routes,
    configuration,
    storage,
    async drain() {
      isDraining = true;
      await drain({ server, drainSeconds: config.drainSeconds, endStreams });
      await close();
    },
    close,
  };
}

async function buildRooms({ config, secrets, overrides, log, clock, now, pages, storage }: Foundation): Promise<Rooms> {
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

async function closeRooms(rooms: Rooms): Promise<void> {
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

async function registerRoutes(
  app: FastifyInstance,
  sendNotice: Parameters<Sources["registerRoutes"]>[1]["sendNotice"],
  { config, secrets, pages, now, overrides, log }: Foundation,
  {
    auth,
    configuration,
    live,
    preferences,
    sources,
    inboxes,
    ownSessions,
    work,
    hub,
    administration,
    trail,
    release,
  }: Rooms,
): Promise<void> {
  registerHomeRoutes(app, {
    pages: new HomePages(pages.renderer, secrets.identifierKey, overrides.development ? null : pages.build),
    embedded: administration.embedded,
    anonymousAccess: config.anonymousAccess,
    homeFor: createHomeFor({
      config,
      configuration,
      preferences,
      live: live.state,
      announcements: live.announcements,
      now,
      release,
    }),
  });
  administration.registerRoutes(app);
  registerPreferencesRoutes(app, preferences);
  registerEventsRoute(app, { hub, authenticateAgain: async (request) => auth.authenticate(cookieOf(request)) });
  registerInboxRoutes(app, inboxes);
  registerOwnSessionsRoutes(app, { ownSessions, trail });
  registerWorkRoutes(app, { work });
  registerCardsRoutes(app, { cards: createCards({ readers: cardReaders({ sources, inboxes, work }), log }) });
  registerThemeRoute(app, () => configuration.current());
  await registerStaticAssets(app, pages.assetsDirectory);
  registerAuthRoutes(app, {
    auth,
    config,
    trail,
    ownSessions,
    sendNotice,
    connectChain: sources.connectChain,
    choicesOf: async (principal) => preferences.of(principal),
    waitingActsOf: async ({ owner }) => inboxes.outbox.waitingCount(owner),
  });
  sources.registerRoutes(app, { sendNotice, safePath });
}
