import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { Authentication } from "#auth/authentication.ts";
import type { Config, Secrets } from "#config/config.ts";
import { connectors } from "#connectors/registry.ts";
import type { Log } from "#log.ts";
import type { SendNotice } from "#plugins/send-notice.ts";
import { registerChatGatewayRoutes } from "#routes/chat-gateway.ts";
import { registerChatMediaRoutes } from "#routes/chat-media.ts";
import { registerChatRoutes } from "#routes/chat.ts";
import { registerConnectRoutes } from "#routes/connect.ts";
import { registerFilesRoutes } from "#routes/files.ts";
import type { Sealer } from "#sealer.ts";
import { createChatAccounts } from "#services/chat-accounts.ts";
import { createChatGateway } from "#services/chat-gateway.ts";
import { createChatMedia } from "#services/chat-media.ts";
import type { ChatService } from "#services/chat.ts";
import type { ConnectChain } from "#services/connect-chain.ts";
import { ConnectTool } from "#services/connect-tool.ts";
import { createFiles, type FileService } from "#services/files.ts";
import type { LiveState } from "#services/live-state.ts";
import { LiveSources } from "#services/live-sources.ts";
import { PersonCache } from "#services/person-cache.ts";
import type { PersonContent } from "#services/person-content.ts";
import { createPersonFeeds, type FeedPace } from "#services/person-feeds.ts";
import { SignInWaysWatch } from "#services/sign-in-ways.ts";
import type { PreferencesService } from "#services/preferences.ts";
import { silentConnect } from "#services/silent-connect.ts";
import { SourceHealthBook } from "#services/source-health.ts";
import type { SourceWatch } from "#services/source-watch.ts";
import { createToolCalls, type ToolCalls } from "#services/tool-calls.ts";
import { ToolSignIn } from "#services/tool-sign-in.ts";
import { ToolTokens } from "#services/tool-tokens.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
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
  readonly live: Pick<LiveState, "now" | "onChanged">;
  readonly preferences: Pick<PreferencesService, "of">;
  readonly now: () => Date;
  readonly log: Log;
  /** For tests that cannot wait as long as a portal does. */
  readonly pace?: FeedPace & { readonly limits?: Partial<UpstreamLimits> };
}

/** What the portal gathers from tools. */
export interface Sources {
  readonly chat: ChatService;
  /** What people's tools say about inbox, files and work. */
  readonly content: PersonContent;
  readonly files: FileService;
  /** The sources in force, and calls to them as a person. */
  readonly live: LiveSources;
  readonly calls: ToolCalls;
  /** How they do, over all people. */
  readonly health: SourceHealthBook;
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
  /** Before the process ends: whoever waits for news of a tool asks again elsewhere. */
  endWaits(spreadMilliseconds: number): void;
  close(): Promise<void>;
}

/** Puts together everything behind the card: sources, tokens, caches, watches. Makes no call that anybody waits for. */
export function createSources(options: SourcesOptions): Sources {
  const { configuration, storage, sealer, now, log, secrets, pace } = options;
  const health = new SourceHealthBook(now);
  const sources = liveSources(options, health);
  const ways = new SignInWaysWatch({ sources, now, log });
  const signIn = new ToolSignIn({ exchange: options.auth, ways, identifierKey: secrets.identifierKey, now, log });
  const tokens = new ToolTokens({ store: storage.toolTokens, sealer, signIn, sources, holder: randomUUID(), now, log });
  // Before all others hear of it: nothing that they still have under way obtains a token.
  const stopListening = storage.bus.subscribe((message) => {
    if (message.type === "session_ended") tokens.endSession(message.sessionHash);
  });
  const cache = new PersonCache({ secret: secrets.identifierKey, now, log });
  const calls = createToolCalls({ tokens, preferences: options.preferences, log });
  const feeds = createPersonFeeds({ configuration, sources, cache, calls, storage, now, log, pace });
  const { chat, replies, content, watch } = feeds;
  const stopFollowing = followSwitches(options.live, sources, watch);
  const files = createFiles({ content, calls, sealer, bus: storage.bus, now });
  const accounts = createChatAccounts({ configuration, sources, tokens, now });
  const media = createChatMedia({ configuration, sources, calls, bus: storage.bus, now });
  const gateway = createChatGateway({ configuration, sources, calls, cache, bus: storage.bus, now });
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
  ways.start();

  return {
    chat,
    content,
    files,
    live: sources,
    calls,
    health,
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
      registerChatRoutes(app, { chat, accounts, replies });
      registerChatMediaRoutes(app, media);
      registerChatGatewayRoutes(app, gateway);
      registerFilesRoutes(app, { files });
      registerConnectRoutes(app, { connect, sendNotice, safePath, publicOrigin: options.config.publicOrigin });
    },
    endWaits: (spreadMilliseconds) => gateway.endWaits(spreadMilliseconds),
    async close() {
      stopListening();
      stopFollowing();
      ways.stop();
      feeds.close();
      await sources.close();
    },
  };
}

/** One that is switched off is left at once, also by what keeps it young; one that is switched on is watched again. */
function followSwitches(live: SourcesOptions["live"], sources: LiveSources, watch: { reconfigure(): void }) {
  let before = sources.all();
  return live.onChanged(() => {
    const after = sources.all();
    if (after !== before) watch.reconfigure();
    before = after;
  });
}

function liveSources(
  { configuration, live, config, now, log, pace }: SourcesOptions,
  health: SourceHealthBook,
): LiveSources {
  const authorities = certificateAuthorities(config.caFile);
  const limits = pace?.limits;
  return new LiveSources({
    configuration,
    live,
    connectors,
    createUpstream: (key, address) =>
      createUpstreamSource({
        key,
        address,
        authorities,
        log,
        now,
        observe: health.observe(key),
        ...(limits !== undefined && { limits }),
      }),
    now,
    log,
  });
}
