import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { pageLanguage } from "./identity-provider-pages.ts";
import type { ToolContent, ToolVisit } from "./tool-content.ts";
import type { DemoTool } from "./tools-catalogue.ts";
import { publicPage, toolFailedPage, toolPage, toolPolicy, toolSignedOutPage, type ToolView } from "./tools-page.ts";
import { ToolSessions } from "./tools-sessions.ts";

/** How to start the tools. */
export interface ToolsOptions {
  readonly tools: readonly DemoTool[];
  readonly issuer: string;
  readonly portal: string;
  /** Secret of every tool's client. */
  readonly secret: string;
  readonly port?: number;
  /** What stands on the pages of a tool, by its label. */
  readonly contents?: Readonly<Record<string, ToolContent>>;
}

/** The demo tools, all on one port and told apart by their host names. */
export interface RunningTools {
  readonly port: number;
  close(): Promise<void>;
}

interface Visit {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
  readonly view: ToolView;
  readonly session: string | undefined;
}

const sessionCookie = "tool";
const stateCookie = "tool_state";
const bodyLimit = 64 * 1024;

/** Starts them. */
export async function startTools(options: ToolsOptions): Promise<RunningTools> {
  let port = options.port ?? 0;
  const sessions = new ToolSessions({ issuer: options.issuer, secret: options.secret, port: () => port });
  const server = createServer((req, res) => {
    answer(options, sessions, req, res).catch(() => send(res, 500, ""));
  });
  await new Promise<void>((done, fail) => server.once("error", fail).listen(port, "127.0.0.1", done));
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : port;
  return {
    port,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function answer(options: ToolsOptions, sessions: ToolSessions, req: IncomingMessage, res: ServerResponse) {
  const url = new URL(req.url ?? "/", `http://${req.headers.host ?? "localhost"}`);
  const backChannel = /^\/oidc\/backchannel-logout\/([a-z0-9-]+)$/.exec(url.pathname)?.[1];
  if (backChannel !== undefined) {
    await takeLogoutToken(sessions, backChannel, req, res);
    return;
  }
  const tool = options.tools.find(({ label }) => url.hostname === `${label}.localhost`);
  if (tool === undefined) {
    send(res, 404, "");
    return;
  }
  const language = pageLanguage(req.headers["accept-language"]);
  const view = { tool, language, portal: options.portal, address: `${url.pathname}${url.search}` };
  const visit = { req, res, url, view, session: cookie(req, sessionCookie) };
  if (tool.isPublic) {
    // What needs no sign-in may stand inside of the portal.
    send(res, 200, publicPage(view), options.portal);
  } else if (req.method === "POST") {
    await take(options, sessions, visit);
  } else {
    await show(options, sessions, visit);
  }
}

async function show(options: ToolsOptions, sessions: ToolSessions, visit: Visit): Promise<void> {
  const { res, url, view, req } = visit;
  const { label } = view.tool;
  const session = sessions.find(label, visit.session);
  if (url.pathname === "/oidc/callback") {
    const done = await sessions.finish(label, url, cookie(req, stateCookie)).catch(() => null);
    if (done === null) {
      send(res, 400, toolFailedPage(view));
    } else {
      redirect(res, done.returnTo, [setCookie(sessionCookie, done.id), `${stateCookie}=; Path=/; Max-Age=0`]);
    }
  } else if (url.pathname === "/session") {
    send(res, 200, session === undefined ? "ended" : "signed in");
  } else if (url.pathname === "/signed-out") {
    send(res, 200, toolSignedOutPage(view));
  } else if (session === undefined) {
    const { url: signIn, state } = await sessions.begin(label, view.address);
    redirect(res, signIn.href, [setCookie(stateCookie, state)]);
  } else {
    const content = options.contents?.[label];
    const shown = content?.show({ username: session.username, language: view.language, url }) ?? null;
    send(res, 200, toolPage(view, session, shown));
  }
}

async function take(options: ToolsOptions, sessions: ToolSessions, visit: Visit): Promise<void> {
  const { req, res, url, view } = visit;
  const session = sessions.find(view.tool.label, visit.session);
  if (session === undefined) {
    redirect(res, "/");
    return;
  }
  if (url.pathname === "/sign-out") {
    const end = await sessions.signOut(view.tool.label, visit.session);
    redirect(res, end?.href ?? "/signed-out", [`${sessionCookie}=; Path=/; Max-Age=0`]);
    return;
  }
  const content = options.contents?.[view.tool.label];
  if (content === undefined) {
    send(res, 405, "");
    return;
  }
  const seen: ToolVisit = { username: session.username, language: view.language, url };
  redirect(res, content.act(seen, new URLSearchParams(await readBody(req))));
}

async function takeLogoutToken(sessions: ToolSessions, label: string, req: IncomingMessage, res: ServerResponse) {
  const token = new URLSearchParams(await readBody(req)).get("logout_token") ?? "";
  const status = await sessions.backChannelLogout(label, token).then(
    () => 200,
    () => 400,
  );
  send(res, status, "");
}

function send(res: ServerResponse, status: number, body: string, framedBy: string | null = null): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  res.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": toolPolicy(framedBy ?? "'none'"),
    ...(framedBy === null && { "x-frame-options": "DENY" }),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  res.end(body);
}

function redirect(res: ServerResponse, location: string, cookies: readonly string[] = []): void {
  res.writeHead(303, { location, "cache-control": "no-store", "set-cookie": [...cookies] }).end();
}

function setCookie(name: string, value: string): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax`;
}

function cookie(req: IncomingMessage, name: string): string | undefined {
  const pairs = (req.headers.cookie ?? "").split("; ").map((pair) => pair.split("="));
  return pairs.find(([key]) => key === name)?.[1];
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) {
    // A request without an encoding yields buffers.
    chunks.push(chunk as Buffer);
    if (Buffer.concat(chunks).length > bodyLimit) {
      throw new Error("the request is too large");
    }
  }
  return Buffer.concat(chunks).toString();
}

/** A secret for the clients of the tools; it need not survive, because the provider starts together with them. */
export function makeToolSecret(): string {
  return randomBytes(32).toString("base64url");
}
