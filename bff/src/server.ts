import type { PageRenderer } from "@pforte/shared/contract/page";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { Config } from "#config/config.ts";
import type { Log } from "#log.ts";
import { limitBodies } from "#plugins/body-deadline.ts";
import { registerBodyTypes } from "#plugins/body-types.ts";
import { browserChoices, type BrowserChoices } from "#plugins/browser-choices.ts";
import { registerBrowserChecks } from "#plugins/browser-checks.ts";
import { registerErrorHandler } from "#plugins/error-handler.ts";
import { limitConnections, serverLimits } from "#plugins/limits.ts";
import type { Metrics } from "#plugins/metrics.ts";
import { createSendNotice } from "#plugins/notice-pages.ts";
import { registerPressure } from "#plugins/pressure.ts";
import { dropStalledReaders } from "#plugins/reader-deadline.ts";
import { newRequestId } from "#plugins/request-id.ts";
import { registerRequestLanguage } from "#plugins/request-language.ts";
import { registerRequestLog } from "#plugins/request-log.ts";
import { registerRequestTarget } from "#plugins/request-target.ts";
import { registerRouteRegister, type RegisteredRoute } from "#plugins/route-register.ts";
import { registerSecurityHeaders, securityHeaders } from "#plugins/security-headers.ts";
import { registerSessionPace } from "#plugins/session-pace.ts";
import type { SendNotice } from "#plugins/send-notice.ts";
import { createUnknownPath, type DevelopmentPages } from "#plugins/unknown-path.ts";
import { answerUnreadable, refuseExpectations, refuseTunnels } from "#plugins/unreadable-request.ts";
import { registerPolicyReports } from "#routes/policy-reports.ts";
import type { Configuration } from "#services/configuration.ts";
import { portalIn } from "#services/portal-identity.ts";
import type { PreferencesService } from "#services/preferences.ts";

/** What a server is put together from. */
export interface ServerParts {
  readonly config: Config;
  readonly configuration: Configuration;
  readonly preferences: PreferencesService;
  readonly renderer: PageRenderer;
  readonly metrics: Metrics;
  readonly release: string;
  readonly now: () => Date;
  readonly log: Log;
  readonly development: DevelopmentPages | null;
  /** Finds out whose request it is. */
  readonly registerSession: (app: FastifyInstance) => void;
  /** Finds out whether they may call this route. */
  readonly registerPermission: (app: FastifyInstance) => void;
  readonly registerRoutes: (app: FastifyInstance, sendNotice: SendNotice) => Promise<void>;
}

/** The server that people reach: its fences first, then its routes. */
export async function buildServer(
  parts: ServerParts,
): Promise<{ readonly server: FastifyInstance; readonly routes: readonly RegisteredRoute[] }> {
  const { config, log, metrics } = parts;
  const headers = securityHeaders({
    isPlainLoopback: config.isPlainLoopback,
    formTargets: [new URL(config.oidc.issuer).origin],
    development: parts.development?.policy,
  });
  const app = createApp(config, headers);
  const sendNotice = noticesOf(app, parts);
  const routes = registerRouteRegister(app);
  registerSecurityHeaders(app, headers);
  metrics.measure(app);
  registerRequestLog(app, log);
  registerPressure(app, { registry: metrics.registry, log });
  registerRequestTarget(app, config.publicOrigin);
  registerRequestLanguage(app, {
    chosen: async (request) => (await choicesOf(request, parts.preferences)).language,
    defaultLanguage: () => parts.configuration.current().document.portal.defaultLanguage,
  });
  parts.registerSession(app);
  registerBrowserChecks(app, config.publicOrigin);
  parts.registerPermission(app);
  registerSessionPace(app, { requestsPerMinute: config.requestsPerMinute, now: parts.now });
  registerBodyTypes(app);
  registerErrorHandler(app, {
    sendNotice,
    log,
    onUnexpected: metrics.countUnexpected,
    unknownPath: createUnknownPath({
      sendNotice,
      anonymousAccess: config.anonymousAccess,
      development: parts.development,
    }),
  });
  registerPolicyReports(app, metrics.registry);
  await parts.registerRoutes(app, sendNotice);
  return { server: app, routes };
}

function createApp(config: Config, headers: Readonly<Record<string, string>>): FastifyInstance {
  const app = Fastify({
    ...serverLimits,
    logger: false,
    exposeHeadRoutes: false,
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    genReqId: newRequestId,
    requestIdHeader: false,
    forceCloseConnections: false,
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable(headers),
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
      reply.headers(headers).code(400).type("application/json; charset=utf-8");
      const message = "The request target cannot be read.";
      reply.send(JSON.stringify({ code: "bad_request", message, requestId: request.id }));
    },
  });
  limitConnections(app.server);
  limitBodies(app.server, headers);
  dropStalledReaders(app.server);
  refuseExpectations(app.server, headers);
  refuseTunnels(app.server, headers);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  return app;
}

function noticesOf(app: FastifyInstance, parts: ServerParts): SendNotice {
  const { renderer, now, log, configuration, preferences, release } = parts;
  return createSendNotice({
    renderer,
    timeZone: parts.config.timeZone,
    now,
    log,
    portalIn: (language) => portalIn(configuration.current().document.portal, language, release),
    languageOf: async (request) => app.languageOf(request),
    appearanceOf: async (request) => (await choicesOf(request, preferences)).appearance ?? "system",
  });
}

/** A person's own choices, or before sign-in those of their browser. */
async function choicesOf(request: FastifyRequest, preferences: PreferencesService): Promise<BrowserChoices> {
  return request.signedIn === null ? browserChoices(request) : preferences.of(request.signedIn.principal);
}
