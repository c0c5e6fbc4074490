import type { FastifyInstance } from "fastify";
import { SharedClock } from "#clock.ts";
import type { Config, Secrets } from "#config/config.ts";
import { drain } from "#drain.ts";
import { buildOps } from "#ops.ts";
import { loadBuiltPages } from "#page-renderer.ts";
import { createLog } from "#pino-log.ts";
import type { Overrides } from "#overrides.ts";
import { createMetrics } from "#plugins/metrics.ts";
import type { RegisteredRoute } from "#plugins/route-register.ts";
import { registerPermission, registerSession } from "#plugins/session.ts";
import { readinessOf } from "#readiness.ts";
import { buildServer } from "#server.ts";
import { type Configuration } from "#services/configuration.ts";
import { createStorage } from "#storage/postgres-storage.ts";
import type { Storage } from "#storage/storage.ts";
import { startSweeping } from "#storage/sweeping.ts";
import { registerRoutes } from "#portal-routes.ts";
import { buildRooms, closeRooms, type Foundation } from "#rooms.ts";

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
