import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { answerApi, type OpApi } from "./openproject-api.ts";
import { furnishProjects, moveProjects } from "./openproject-demo.ts";
import { brokenReplies, MissingContentType, OpProblem, hal } from "./openproject-http.ts";
import { OpIdentity } from "./openproject-identity.ts";
import type { OpWorkflow } from "./openproject-work-packages.ts";
import { OpenProjectWorld } from "./openproject-world.ts";
import { checkedReply, type ReplyCheck } from "./specification.ts";
import {
  answerBroken,
  type BreakMode,
  type Interceptor,
  readCall,
  type SeenCall,
  type SeenReply,
  type StandInReply,
} from "./stand-in-http.ts";

export interface OpenProjectStandInOptions {
  /** 0 or nothing takes a free one. */
  readonly port?: number;
  /** The identity provider whose tokens it believes. */
  readonly issuer: string;
  /** Furnishes what the demo people work on. */
  readonly demo?: boolean;
  /** How often colleagues do something by themselves; nobody does without it. */
  readonly moveMilliseconds?: number;
  /** With the licence that date alerts need; without it they cannot be filtered for. */
  readonly hasDateAlerts?: boolean;
  readonly workflow?: OpWorkflow;
  readonly now?: () => Date;
}

/** What a test can do to a stand-in. */
export interface OpenProjectLevers {
  break(mode: BreakMode): void;
  intercept(interceptor: Interceptor | null): void;
}

/** A small OpenProject with the traps of a real one, and levers to break it. */
export interface OpenProjectStandIn {
  readonly address: string;
  readonly port: number;
  readonly world: OpenProjectWorld;
  readonly levers: OpenProjectLevers;
  /** How often each kind of call came, such as `GET /api/v3/notifications`. */
  readonly counts: ReadonlyMap<string, number>;
  /** Every call with its reply since the start or the last `forget`. */
  readonly log: readonly SeenReply[];
  forget(): void;
  close(): Promise<void>;
}

interface Site {
  readonly api: OpApi;
  readonly identity: OpIdentity;
  readonly counts: Map<string, number>;
  readonly log: SeenReply[];
  readonly check: ReplyCheck;
  mode: BreakMode;
  interceptor: Interceptor | null;
}

/** The newest that are kept; a demo may run for weeks. */
const keptReplies = 5000;

export async function startOpenProjectStandIn(options: OpenProjectStandInOptions): Promise<OpenProjectStandIn> {
  const now = options.now ?? (() => new Date());
  const world = new OpenProjectWorld(now);
  if (options.demo === true) furnishProjects(world, now());
  const site: Site = {
    api: { world, hasDateAlerts: options.hasDateAlerts ?? false, workflow: options.workflow ?? new Map() },
    identity: new OpIdentity(options.issuer, world),
    counts: new Map(),
    log: [],
    check: checkedReply("openproject"),
    mode: "ok",
    interceptor: null,
  };
  const server = createServer((request, response) => void answer(site, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  const stopMoving =
    options.moveMilliseconds === undefined ? () => undefined : moveProjects(world, options.moveMilliseconds, now);
  return {
    address: `http://localhost:${port}`,
    port,
    world,
    levers: {
      break: (mode) => void (site.mode = mode),
      intercept: (interceptor) => void (site.interceptor = interceptor),
    },
    counts: site.counts,
    log: site.log,
    forget() {
      site.log.splice(0);
      site.counts.clear();
    },
    async close() {
      stopMoving();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const call = await readCall(request);
    const kind = `${call.method} ${call.path.replaceAll(/\/\d+/gu, "/{id}")}`;
    site.counts.set(kind, (site.counts.get(kind) ?? 0) + 1);
    if ((await site.interceptor?.(call, response)) === true) return;
    const isHead = call.method === "HEAD";
    await answerBroken(site.mode, { response, words: brokenReplies, isHead }, async () => {
      const reply = await replyTo(site, call);
      site.check({ call, reply });
      site.log.push({ call, reply });
      if (site.log.length > keptReplies) site.log.shift();
      return reply;
    });
  } catch {
    // A caller that went away while it spoke.
    response.destroy();
  }
}

async function replyTo(site: Site, call: SeenCall): Promise<StandInReply> {
  try {
    const language = String(call.headers["accept-language"] ?? "").startsWith("en") ? "en" : "de";
    const needsAccount = call.path.startsWith("/api/");
    const account = needsAccount ? await site.identity.accountOf(call.headers.authorization) : null;
    return answerApi(site.api, call, account === null ? null : { account, world: site.api.world, language });
  } catch (error) {
    if (error instanceof MissingContentType) return error.reply;
    if (!(error instanceof OpProblem)) return brokenReplies.http500;
    const reply = hal(error.body, error.status);
    return { ...reply, headers: { ...reply.headers, ...error.headers } };
  }
}
