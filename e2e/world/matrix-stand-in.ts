import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { matrixClientId } from "./clients.ts";
import { BinaryAnswer, type ClientApi, type MatrixFlow } from "./matrix-api.ts";
import { answerClientApi } from "./matrix-client-api.ts";
import { furnish, moveRooms } from "./matrix-demo-rooms.ts";
import { MatrixDevices } from "./matrix-devices.ts";
import { MatrixHomeserver } from "./matrix-homeserver.ts";
import { expectBody, MatrixProblem, readBody, sendJson, type SeenRequest } from "./matrix-http.ts";
import { MatrixIdentity } from "./matrix-identity.ts";
import {
  isLost,
  type Levers,
  type MatrixCallKind,
  type MatrixInterceptor,
  type MatrixLimit,
  refuseIfAsked,
} from "./matrix-levers.ts";
import { MatrixMedia } from "./matrix-media.ts";
import { matrixPage } from "./matrix-page.ts";
import { answerSignIn } from "./matrix-sign-in.ts";
import { ToldMembers } from "./matrix-sync.ts";
import { checkedReply, type ReplyCheck } from "./specification.ts";

/*
 * Levers on the stand-in: `down`/`up`, `slow`, `rateLimit` (all calls or one kind), `refuseTokens`, `offer`,
 * `setAccessSeconds`, `loseReplies` (every second call of a kind is carried out and its reply cut), `setUploadLimit`,
 * `intercept`. On `devices`: `signIn`, `end`, `of`. On `homeserver`, as anybody: `say`, `react`, `edit`, `redact`,
 * `read`, `readAll`, `setTyping`, `setMembership` (invite, kick and ban by another), `setState`, `createRoom`, `tag`,
 * `setAccountData`, `setSilent`, `sendToDevice`. On `media`: `put`.
 */

export interface MatrixStandInOptions {
  /** 0 or nothing takes a free one. */
  readonly port?: number;
  readonly serverName?: string;
  /** The identity provider whose tokens it believes; null where no sign-in is needed. */
  readonly issuer: string | null;
  readonly clientSecret?: string;
  /** Offered sign-ins; both unless said otherwise. */
  readonly flows?: readonly MatrixFlow[];
  readonly accessSeconds?: number;
  /** Addresses that may be returned to without a page that asks. */
  readonly returnTo?: readonly string[];
  /** Furnishes the rooms of the demo people. */
  readonly demo?: boolean;
  /** How often a colleague writes by themselves; nobody does without it. */
  readonly moveMilliseconds?: number;
  readonly now?: () => Date;
  /** Sees every reply of the client API; without it they are held to the specification in test runs. */
  readonly onReply?: ReplyCheck;
}

/** A small homeserver with the traps of a real one, and levers to break it. */
export interface MatrixStandIn {
  readonly address: string;
  readonly port: number;
  readonly serverName: string;
  readonly homeserver: MatrixHomeserver;
  readonly devices: MatrixDevices;
  readonly media: MatrixMedia;
  /** Every call since the start or the last `forget`. */
  readonly requests: readonly SeenRequest[];
  forget(): void;
  /** Stops listening and cuts every connection; `up` listens at the same port again. */
  down(): Promise<void>;
  up(): Promise<void>;
  slow(milliseconds: number): void;
  /** Answers 429 to everything, or to one kind of calls only; null ends it. */
  rateLimit(limit: MatrixLimit | null): void;
  /** Carries out every second call of a kind and cuts the connection instead of replying; null ends it. */
  loseReplies(kind: MatrixCallKind | null): void;
  /** Largest upload in bytes. */
  setUploadLimit(bytes: number): void;
  /** Answers 401 to every token, as after an accident in its database. */
  refuseTokens(isRefusing: boolean): void;
  offer(flows: readonly MatrixFlow[]): void;
  setAccessSeconds(seconds: number): void;
  intercept(interceptor: MatrixInterceptor | null): void;
  close(): Promise<void>;
}

export async function startMatrixStandIn(options: MatrixStandInOptions): Promise<MatrixStandIn> {
  const now = options.now ?? (() => new Date());
  const levers: Levers = {
    slow: 0,
    limit: null,
    isRefusing: false,
    flows: options.flows ?? ["jwt", "sso"],
    accessSeconds: options.accessSeconds ?? 300,
    interceptor: null,
    lost: null,
  };
  const homeserver = new MatrixHomeserver(options.serverName ?? "localhost", now);
  const media = new MatrixMedia(homeserver.serverName);
  if (options.demo === true) furnish(homeserver, media, now());
  const devices = new MatrixDevices(now, () => levers.accessSeconds);
  const requests: SeenRequest[] = [];
  let site: Site | null = null;
  const server = createServer((request, response) => {
    // What is larger than any call may be is cut off without a word, as at Synapse.
    if (Number(request.headers["content-length"] ?? 0) > Math.max(media.limit, 200 * 65_536)) request.destroy();
    else if (site !== null) void answer(site, request, response);
  });
  const listen = async (port: number) => {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
    const bound = server.address();
    return typeof bound === "object" && bound !== null ? bound.port : port;
  };
  const port = await listen(options.port ?? 0);
  const address = `http://localhost:${port}`;
  const identity = identityOf(options, address);
  const api: ClientApi = {
    server: homeserver,
    devices,
    media,
    identity,
    flows: () => levers.flows,
    loginTokens: new Map(),
    syncs: new Map(),
    told: new ToldMembers(),
    transactions: new Map(),
  };
  const check = options.onReply ?? checkedReply("matrix");
  site = { api, levers, requests, returnTo: options.returnTo ?? [], check };
  const stopMoving =
    options.moveMilliseconds === undefined ? () => undefined : moveRooms(homeserver, options.moveMilliseconds);
  const stop = async () => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    server.closeAllConnections();
    await closed;
  };

  return {
    address,
    port,
    serverName: homeserver.serverName,
    homeserver,
    devices,
    media,
    requests,
    forget: () => requests.splice(0),
    down: stop,
    up: async () => void (await listen(port)),
    slow: (milliseconds) => void (levers.slow = milliseconds),
    rateLimit: (limit) => void (levers.limit = limit),
    loseReplies: (kind) => void (levers.lost = kind === null ? null : { kind, count: 0 }),
    setUploadLimit: (bytes) => void (media.limit = bytes),
    refuseTokens: (isRefusing) => void (levers.isRefusing = isRefusing),
    offer: (flows) => void (levers.flows = flows),
    setAccessSeconds: (seconds) => void (levers.accessSeconds = seconds),
    intercept: (interceptor) => void (levers.interceptor = interceptor),
    async close() {
      stopMoving();
      if (server.listening) await stop();
    },
  };
}

interface Site {
  readonly api: ClientApi;
  readonly levers: Levers;
  readonly requests: SeenRequest[];
  readonly returnTo: readonly string[];
  readonly check: ReplyCheck;
}

function identityOf(options: MatrixStandInOptions, address: string): MatrixIdentity | null {
  if (options.issuer === null) return null;
  return new MatrixIdentity({
    issuer: options.issuer,
    clientId: matrixClientId,
    clientSecret: options.clientSecret ?? "",
    redirectUri: `${address}/_synapse/client/oidc/callback`,
  });
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let seen: SeenRequest | null = null;
  try {
    const url = new URL(request.url ?? "/", "http://localhost");
    seen = {
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: await readBody(request),
    };
    site.requests.push(seen);
    if (site.levers.slow > 0) await sleep(site.levers.slow);
    if ((await site.levers.interceptor?.(seen, response)) === true) return;
    refuseIfAsked(site.levers, seen);
    await dispatch(site, seen, response);
  } catch (error) {
    if (response.headersSent || response.destroyed) return void response.destroy();
    const problem = error instanceof MatrixProblem ? error : new MatrixProblem(500, "M_UNKNOWN");
    const wait = problem.body["retry_after_ms"];
    const headers = typeof wait === "number" ? { "retry-after": String(Math.ceil(wait / 1000)) } : {};
    reply(site, seen, response, { status: problem.status, body: problem.body, headers });
  }
}

function reply(
  site: Site,
  seen: SeenRequest | null,
  response: ServerResponse,
  { status, body, headers = {} }: { status: number; body: unknown; headers?: Record<string, string> },
): void {
  if (seen !== null && seen.path.startsWith("/_matrix/")) {
    const type = { "content-type": "application/json" };
    site.check({
      call: { ...seen, body: Buffer.alloc(0) },
      reply: { status, headers: type, body: JSON.stringify(body) },
    });
  }
  sendJson(response, status, body, headers);
}

async function dispatch(site: Site, seen: SeenRequest, response: ServerResponse): Promise<void> {
  const { api } = site;
  if (await answerSignIn(api, site.returnTo, seen, response)) return;
  if (/^\/_matrix\/(?:client|media)\//u.test(seen.path)) {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const answer = await answerClientApi(api, { seen, signal: gone.signal });
    if (isLost(site.levers, seen)) return void response.destroy();
    if (answer instanceof BinaryAnswer) return sendBinary(site, seen, response, answer);
    return reply(site, seen, response, { status: 200, body: answer });
  }
  if (seen.path === "/say" && seen.method === "POST") {
    const { room, sender, text } = expectBody(
      z.object({ room: z.string(), sender: z.string(), text: z.string() }),
      seen.body,
    );
    api.server.say(room, sender, text);
    return void response.writeHead(303, { location: "/" }).end();
  }
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(matrixPage(api.server));
}

function sendBinary(site: Site, seen: SeenRequest, response: ServerResponse, { body, headers }: BinaryAnswer): void {
  site.check({ call: { ...seen, body: Buffer.alloc(0) }, reply: { status: 200, headers, body } });
  response.writeHead(200, { ...headers, "content-length": String(body.length) }).end(body);
}
