import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { Authentication } from "#auth/authentication.ts";
import type { Config, Secrets } from "#config/config.ts";
import { connectors } from "#connectors/registry.ts";
import type { Log } from "#log.ts";
import type { SendNotice } from "#plugins/send-notice.ts";
import { registerChatRoutes } from "#routes/chat.ts";
import { registerConnectRoutes } from "#routes/connect.ts";
import type { Sealer } from "#sealer.ts";
import { ChatRoomsOfPerson } from "#services/chat-rooms-of-person.ts";
import { ChatWatch } from "#services/chat-watch.ts";
import { createChat, type ChatService } from "#services/chat.ts";
import type { ConnectChain } from "#services/connect-chain.ts";
import { ConnectTool } from "#services/connect-tool.ts";
import { LiveSources } from "#services/live-sources.ts";
import { PersonCache } from "#services/person-cache.ts";
import { SignInWaysWatch } from "#services/sign-in-ways.ts";
import { silentConnect } from "#services/silent-connect.ts";
import type { SourceWatch } from "#services/source-watch.ts";
import { ToolSignIn } from "#services/tool-sign-in.ts";
import { ToolTokens } from "#services/tool-tokens.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { BusMessage } from "#storage/ports/bus.ts";
import { ownerDigest } from "#storage/principal.ts";
import type { Storage } from "#storage/storage.ts";
import type { TokenExchange } from "#token-exchange.ts";
import { certificateAuthorities } from "#upstream/certificate-authorities.ts";
import { createUpstreamSource } from "#upstream/upstream-source.ts";
import type { UpstreamLimits } from "#upstream/limits.ts";

export interface SourcesOptions {
  readonly config: Pick<Config, "publicOrigin" | "caFile">;
  readonly secrets: Pick<Secrets, "identifierKey">;
  readonly storage: Storage;
  readonly auth: Pick<Authentication, "onEnded"> & TokenExchange;
  readonly sealer: Sealer;
  readonly configuration: { current(): PublishedConfiguration };
  readonly now: () => Date;
  readonly log: Log;
  /** For tests that cannot wait as long as a portal does. */
  readonly pace?: {
    readonly waitSeconds?: number;
    readonly graceMilliseconds?: number;
    readonly limits?: Partial<UpstreamLimits>;
  };
}

/** What the portal gathers from tools. */
export interface Sources {
  readonly chat: ChatService;
  readonly watch: SourceWatch;
  readonly connectChain: ConnectChain;
  /** The sign-in at a tool through the browser, behind the routes that `registerRoutes` adds. */
  readonly connect: ConnectTool;
  /** How often personal content lay under somebody else's key; anything but 0 is an alarm (S48). */
  isolationViolations(): number;
  registerRoutes(
    app: FastifyInstance,
    options: {
      readonly sendNotice: SendNotice;
      readonly safePath: (value: string | undefined, publicOrigin: string) => string | null;
    },
  ): void;
  close(): Promise<void>;
}

/** Puts together everything behind the card: sources, tokens, caches, watches. Makes no call that anybody waits for. */
export function createSources(options: SourcesOptions): Sources {
  const { configuration, storage, sealer, now, log, secrets, pace } = options;
  const authorities = certificateAuthorities(options.config.caFile);
  const sources = new LiveSources({
    configuration,
    connectors,
    createUpstream: (key, address) =>
      createUpstreamSource({
        key,
        address,
        authorities,
        log,
        now,
        ...(pace?.limits !== undefined && { limits: pace.limits }),
      }),
    now,
    log,
  });
  const ways = new SignInWaysWatch({ sources, now, log });
  const signIn = new ToolSignIn({ exchange: options.auth, ways, identifierKey: secrets.identifierKey, now, log });
  const tokens = new ToolTokens({ store: storage.toolTokens, sealer, signIn, sources, holder: randomUUID(), now, log });
  const cache = new PersonCache({ secret: secrets.identifierKey, now, log });
  const rooms = new ChatRoomsOfPerson({ cache, tokens, now, log });
  const watch = new ChatWatch({ configuration, sources, rooms, bus: storage.bus, log, ...pace });
  const connect = new ConnectTool({
    publicOrigin: options.config.publicOrigin,
    configuration,
    sources,
    ways,
    tokens,
    transactions: storage.loginTransactions,
    people: storage.people,
    sealer,
    now,
    log,
    async onConnected(principal, source) {
      watch.poke(principal);
      await storage.bus.publish({ type: "source_changed", owner: ownerDigest(principal.owner), source });
    },
  });
  options.auth.onEnded((ended) => tokens.signOut(ended));
  const stopListening = storage.bus.subscribe((message) => react(message, { cache, watch, tokens }));
  ways.start();
  const chat = createChat({
    configuration,
    sources,
    rooms,
    isWatched: (principal, source) => watch.isWatched(principal, source),
    now,
  });

  return {
    chat,
    watch,
    connect,
    connectChain: silentConnect({
      configuration,
      sources,
      ways,
      people: storage.people,
      replays: storage.replays,
      now,
      log,
    }),
    isolationViolations: () => cache.isolationViolations,
    registerRoutes(app, { sendNotice, safePath }) {
      registerChatRoutes(app, { chat });
      registerConnectRoutes(app, { connect, sendNotice, safePath, publicOrigin: options.config.publicOrigin });
    },
    async close() {
      stopListening();
      ways.stop();
      watch.close();
      await sources.close();
    },
  };
}

/** A version is in force here a moment after it was announced. */
const configurationDelayMilliseconds = 1000;

interface Reacting {
  readonly cache: PersonCache;
  readonly watch: ChatWatch;
  readonly tokens: ToolTokens;
}

function react(message: BusMessage, { cache, watch, tokens }: Reacting): void {
  if (message.type === "session_ended") {
    tokens.endSession(message.sessionHash);
    watch.endSession(message.sessionHash);
    cache.endSession(message.sessionHash);
  }
  if (message.type === "configuration_published") {
    setTimeout(() => watch.reconfigure(), configurationDelayMilliseconds).unref();
  }
}
