import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { furnishNextcloud, moveNextcloud } from "./nextcloud-demo.ts";
import { NextcloudIdentity } from "./nextcloud-identity.ts";
import { NextcloudPush } from "./nextcloud-push.ts";
import { brokenNextcloud, NextcloudProblem } from "./nextcloud-reply.ts";
import { answerNextcloud, kindOf, type NextcloudSite } from "./nextcloud-site.ts";
import { NextcloudUploads } from "./nextcloud-uploads.ts";
import { NextcloudWorld } from "./nextcloud-world.ts";
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

export interface NextcloudStandInOptions {
  /** 0 or nothing takes a free one. */
  readonly port?: number;
  /** The identity provider whose tokens it believes; null believes none. */
  readonly issuer: string | null;
  /** Where people's browsers find its pages, where that is not its own address. */
  readonly web?: string;
  /** Furnishes the files of the demo people. */
  readonly demo?: boolean;
  /** How often a colleague does something by themselves; nobody does without it. */
  readonly moveMilliseconds?: number;
  readonly now?: () => Date;
  /** Sees every reply; without it replies are held to the vendor's specification in test runs. */
  readonly onReply?: ReplyCheck;
}

/** Ways to make it behave otherwise. */
export interface NextcloudLevers {
  /** `when` picks the calls that are broken; all are without it. */
  break(mode: BreakMode, when?: (call: SeenCall) => boolean): void;
  intercept(interceptor: Interceptor | null): void;
  /** Whether the push app is there. */
  offerPush(isOffered: boolean): void;
  setPushDebounce(milliseconds: number): void;
  /** Cuts everybody off who listens. */
  cutPush(): void;
  /** Without any app that tells something, the list of notifications is 204. */
  setNotifiers(areThere: boolean): void;
  /** Whether a first call with a good token makes an account. */
  provision(does: boolean): void;
  setMinimumChunk(bytes: number): void;
  setUploadExpiry(milliseconds: number): void;
  /** Basic `uid:password` for clients that know no tokens. */
  issuePassword(uid: string): string;
  forgetFailures(): void;
  /** Stops listening and cuts every connection; `up` listens at the same port again. */
  down(): Promise<void>;
  up(): Promise<void>;
}

/** A Nextcloud that holds state and has the traps of a real one. */
export interface NextcloudStandIn {
  readonly address: string;
  readonly port: number;
  readonly world: NextcloudWorld;
  readonly uploads: NextcloudUploads;
  readonly levers: NextcloudLevers;
  /** How many calls of each kind came since the start or the last `forget`. */
  readonly counts: Readonly<Record<string, number>>;
  /** The most calls that one person had under way at once. */
  readonly mostAtOnce: () => number;
  /** How many listen to its push app. */
  readonly listening: () => number;
  readonly replies: readonly SeenReply[];
  forget(): void;
  close(): Promise<void>;
}

interface Running {
  readonly site: NextcloudSite;
  readonly counts: Record<string, number>;
  readonly replies: SeenReply[];
  readonly check: ReplyCheck;
  mode: BreakMode;
  when: (call: SeenCall) => boolean;
  interceptor: Interceptor | null;
  readonly underWay: Map<string, number>;
  mostAtOnce: number;
}

const everyCall = () => true;
const mostReplies = 2000;
/** Bytes of files are not kept; they would fill the memory of whoever tests large ones. */
const keptBytes = 64 * 1024;

export async function startNextcloudStandIn(options: NextcloudStandInOptions): Promise<NextcloudStandIn> {
  const world = new NextcloudWorld(options.now ?? (() => new Date()));
  const identity = new NextcloudIdentity(options.issuer, world);
  const site: NextcloudSite = {
    world,
    identity,
    uploads: new NextcloudUploads(),
    push: new NextcloudPush(world, (uid, password) => identity.isPassword(uid, password)),
    isInMaintenance: () => running.mode === "http503",
  };
  const running: Running = {
    site,
    counts: {},
    replies: [],
    check: options.onReply ?? checkedReply("nextcloud"),
    mode: "ok",
    when: everyCall,
    interceptor: null,
    underWay: new Map(),
    mostAtOnce: 0,
  };
  const server = createServer((request, response) => void answer(running, request, response));
  site.push.attach(server);
  const port = await listen(server, options.port ?? 0);
  const address = `http://localhost:${port}`;
  world.addresses.api = address;
  world.addresses.web = (options.web ?? address).replace(/\/$/, "");
  if (options.demo === true) furnishNextcloud(world);
  const { moveMilliseconds } = options;
  const stopMoving = moveMilliseconds === undefined ? () => undefined : moveNextcloud(world, moveMilliseconds);
  return {
    address,
    port,
    world,
    uploads: site.uploads,
    levers: leversOf(running, server, port),
    counts: running.counts,
    mostAtOnce: () => running.mostAtOnce,
    listening: () => site.push.listening,
    replies: running.replies,
    forget() {
      for (const kind of Object.keys(running.counts)) delete running.counts[kind];
      running.replies.splice(0);
      running.mostAtOnce = 0;
    },
    async close() {
      stopMoving();
      site.push.close();
      if (server.listening) await stop(server);
    },
  };
}

function leversOf(running: Running, server: Server, port: number): NextcloudLevers {
  const { site } = running;
  return {
    break(mode, when = everyCall) {
      running.mode = mode;
      running.when = when;
    },
    intercept: (interceptor) => void (running.interceptor = interceptor),
    offerPush(isOffered) {
      site.push.isOffered = isOffered;
      if (!isOffered) site.push.cut();
    },
    setPushDebounce: (milliseconds) => void (site.push.debounceMilliseconds = milliseconds),
    cutPush: () => site.push.cut(),
    setNotifiers: (areThere) => void (site.world.notifications.hasNotifier = areThere),
    provision: (does) => void (site.identity.provisions = does),
    setMinimumChunk: (bytes) => void (site.uploads.rules.minimumBytes = bytes),
    setUploadExpiry: (milliseconds) => void (site.uploads.rules.expiryMilliseconds = milliseconds),
    issuePassword: (uid) => site.identity.issuePassword(uid),
    forgetFailures: () => site.identity.forgetFailures(),
    async down() {
      site.push.cut();
      await stop(server);
    },
    up: async () => void (await listen(server, port)),
  };
}

async function answer(running: Running, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let person: string | null = null;
  try {
    const call = await readCall(request);
    const kind = kindOf(call);
    running.counts[kind] = (running.counts[kind] ?? 0) + 1;
    person = enter(running, call);
    if ((await running.interceptor?.(call, response)) === true) return;
    // The health page answers also in maintenance; that is what it is for.
    const isOpen = running.mode === "http503" && call.path === "/status.php";
    const mode = isOpen || !running.when(call) ? "ok" : running.mode;
    const make = () => reply(running, call);
    await answerBroken(mode, { response, words: brokenNextcloud, isHead: call.method === "HEAD" }, make);
  } catch {
    // The caller went away, or sent something that is no HTTP.
    response.destroy();
  } finally {
    if (person !== null) running.underWay.set(person, (running.underWay.get(person) ?? 1) - 1);
  }
}

function enter(running: Running, call: SeenCall): string {
  const person = call.headers.authorization ?? "";
  const count = (running.underWay.get(person) ?? 0) + 1;
  running.underWay.set(person, count);
  running.mostAtOnce = Math.max(running.mostAtOnce, count);
  return person;
}

async function reply(running: Running, call: SeenCall): Promise<StandInReply> {
  const made = await answerNextcloud(running.site, call).catch((error: unknown) => {
    if (error instanceof NextcloudProblem) return error.reply;
    throw error;
  });
  const seen = withoutBytes(call, made);
  running.replies.push(seen);
  if (running.replies.length > mostReplies) running.replies.shift();
  running.check(seen);
  return made;
}

function withoutBytes(call: SeenCall, made: StandInReply): SeenReply {
  const isJson = String(made.headers["content-type"] ?? "").startsWith("application/json");
  const isLarge = !isJson && (made.body?.length ?? 0) > keptBytes;
  return {
    call: call.body.length > keptBytes ? { ...call, body: Buffer.alloc(0) } : call,
    reply: isLarge ? { ...made, body: null } : made,
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  const bound = server.address();
  return typeof bound === "object" && bound !== null ? bound.port : port;
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
}
