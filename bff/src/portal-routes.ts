import type { FastifyInstance } from "fastify";
import { cardReaders } from "#card-readers.ts";
import { createHomeFor } from "#home-for.ts";
import { cookieOf } from "#plugins/session.ts";
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
import { createCards } from "#services/cards.ts";
import { HomePages } from "#services/home-pages.ts";
import { type Sources } from "#sources.ts";
import type { Foundation, Rooms } from "#rooms.ts";

/** All routes that answer people. */
export async function registerRoutes(
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
