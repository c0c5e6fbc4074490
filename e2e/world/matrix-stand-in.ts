import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { matrixClientId } from "./clients.ts";
import { answerClientApi, type ClientApi, type MatrixFlow } from "./matrix-client-api.ts";
import { furnish, moveRooms } from "./matrix-demo-rooms.ts";
import { MatrixDevices } from "./matrix-devices.ts";
import { MatrixHomeserver } from "./matrix-homeserver.ts";
import { expectBody, MatrixProblem, readBody, sendJson, type SeenRequest } from "./matrix-http.ts";
import { MatrixIdentity, type Subject } from "./matrix-identity.ts";
import { matrixPage } from "./matrix-page.ts";
import { checkedReply, type ReplyCheck } from "./specification.ts";

/** What a test may put in front of the stand-in: returns true when it answered itself. */
export type MatrixInterceptor = (seen: SeenRequest, response: ServerResponse) => boolean | Promise<boolean>;

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
  /** Every call since the start or the last `forget`. */
  readonly requests: readonly SeenRequest[];
  forget(): void;
  /** Stops listening and cuts every connection; `up` listens at the same port again. */
  down(): Promise<void>;
  up(): Promise<void>;
  slow(milliseconds: number): void;
  /** Answers 429 to everything, or to sign-ins only; null ends it. */
  rateLimit(limit: { readonly milliseconds: number; readonly only?: "login" } | null): void;
  /** Answers 401 to every token, as after an accident in its database. */
  refuseTokens(isRefusing: boolean): void;
  offer(flows: readonly MatrixFlow[]): void;
  setAccessSeconds(seconds: number): void;
  intercept(interceptor: MatrixInterceptor | null): void;
  close(): Promise<void>;
}

interface Levers {
  slow: number;
  limit: { readonly milliseconds: number; readonly only?: "login" } | null;
  isRefusing: boolean;
  flows: readonly MatrixFlow[];
  accessSeconds: number;
  interceptor: MatrixInterceptor | null;
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
  };
  const homeserver = new MatrixHomeserver(options.serverName ?? "localhost", now);
  if (options.demo === true) furnish(homeserver, now());
  const devices = new MatrixDevices(now, () => levers.accessSeconds);
  const requests: SeenRequest[] = [];
  let site: Site | null = null;
  const server = createServer((request, response) => {
    if (site !== null) void answer(site, request, response);
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
    identity,
    flows: () => levers.flows,
    loginTokens: new Map<string, Subject>(),
    syncs: new Map(),
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
    requests,
    forget: () => requests.splice(0),
    down: stop,
    up: async () => void (await listen(port)),
    slow: (milliseconds) => void (levers.slow = milliseconds),
    rateLimit: (limit) => void (levers.limit = limit),
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

function refuseIfAsked({ limit, isRefusing }: Levers, seen: SeenRequest): void {
  const isLogin = seen.path.endsWith("/login") && seen.method === "POST";
  if (limit !== null && (limit.only === undefined || isLogin)) {
    throw new MatrixProblem(429, "M_LIMIT_EXCEEDED", { retry_after_ms: limit.milliseconds });
  }
  if (isRefusing && seen.headers["authorization"] !== undefined) throw new MatrixProblem(401, "M_UNKNOWN_TOKEN");
}

async function dispatch(site: Site, seen: SeenRequest, response: ServerResponse): Promise<void> {
  const { api } = site;
  if (seen.path.startsWith("/_matrix/client/v3/login/sso/redirect")) return redirectToSignIn(api, seen, response);
  if (seen.path === "/_synapse/client/oidc/callback") return returnFromSignIn(site, seen, response);
  if (seen.path === "/_synapse/client/oidc/backchannel_logout") return backChannelLogout(api, seen, response);
  if (seen.path.startsWith("/_matrix/client/")) {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    return reply(site, seen, response, {
      status: 200,
      body: await answerClientApi(api, { seen, signal: gone.signal }),
    });
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

async function redirectToSignIn(api: ClientApi, seen: SeenRequest, response: ServerResponse): Promise<void> {
  const returnTo = seen.query.get("redirectUrl");
  if (returnTo === null || api.identity === null || !api.flows().includes("sso"))
    throw new MatrixProblem(400, "M_UNKNOWN");
  response.writeHead(302, { location: await api.identity.authorizationAddress(returnTo) }).end();
}

async function returnFromSignIn(site: Site, seen: SeenRequest, response: ServerResponse): Promise<void> {
  const { api } = site;
  if (api.identity === null) throw new MatrixProblem(404, "M_UNRECOGNIZED");
  const { subject, returnTo } = await api.identity.finish(seen.query.get("state") ?? "", seen.query.get("code") ?? "");
  const token = randomBytes(24).toString("base64url");
  api.loginTokens.set(token, subject);
  const url = new URL(returnTo);
  url.searchParams.set("loginToken", token);
  if (site.returnTo.some((prefix) => returnTo.startsWith(prefix)))
    return void response.writeHead(302, { location: url.href }).end();
  // An address that is not on the list is not returned to without a click.
  const link = url.href.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(`<a href="${link}">Continue</a>`);
}

async function backChannelLogout(api: ClientApi, seen: SeenRequest, response: ServerResponse): Promise<void> {
  const { logout_token: token } = expectBody(z.object({ logout_token: z.string() }), seen.body);
  const sid = (await api.identity?.endedSession(token)) ?? null;
  if (sid !== null) api.devices.end((device) => device.providerSession === sid);
  response.writeHead(200).end();
}
