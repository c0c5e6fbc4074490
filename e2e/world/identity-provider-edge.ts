import { IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import { endpointPaths, exchangeGrant, type ProviderParts } from "./identity-provider-library.ts";
import { handleLogout } from "./identity-provider-logout-page.ts";
import { handleSignIn } from "./identity-provider-sign-in.ts";
import { handleOf } from "./identity-provider-tokens.ts";

/** An answer on its way out, with the request that it answers. */
export interface Exchanged {
  readonly method: string;
  /** Below the issuer, such as `/protocol/openid-connect/token`. */
  readonly path: string;
  readonly requestHeaders: IncomingMessage["headers"];
  readonly requestBody: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a test changes in an answer; absent parts stay. */
export type Alteration = Partial<Pick<Exchanged, "status" | "headers" | "body">>;
export type Interceptor = (exchanged: Exchanged) => Alteration | undefined | Promise<Alteration | undefined>;

export type CountName = keyof typeof endpointPaths | "codes" | "refreshes" | "exchanges";

/** A request whose body has been read. */
export interface ReadRequest {
  readonly req: IncomingMessage;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
}

export interface EdgeOptions {
  readonly parts: ProviderParts;
  readonly provider: () => Provider;
  readonly interceptors: ReadonlySet<Interceptor>;
  readonly counts: Record<CountName, number>;
  /** Resolves when the provider may answer. */
  readonly gate: () => Promise<void>;
}

const bodyLimit = 256 * 1024;

/** Stands in front of the library: counts, alters, and speaks where Keycloak speaks differently. */
export function createEdge(options: EdgeOptions): RequestListener {
  return (req, res) => {
    answer(options, req, res).catch((error: unknown) => {
      res.destroy(error instanceof Error ? error : undefined);
    });
  };
}

async function answer(options: EdgeOptions, req: IncomingMessage, res: ServerResponse): Promise<void> {
  await options.gate();
  const { parts, counts } = options;
  const issuer = new URL(parts.issuer);
  const url = new URL(req.url ?? "/", issuer);
  if (!url.pathname.startsWith(`${issuer.pathname}/`)) {
    res.writeHead(404).end();
    return;
  }
  const path = url.pathname.slice(issuer.pathname.length);
  const body = await readBody(req);
  const form = new URLSearchParams(body);
  count(counts, path, form);
  alterAnswer(options.interceptors, { req, res, path, body });
  const read: ReadRequest = { req, path, query: url.searchParams, form };
  if (path === endpointPaths.logout) {
    await handleLogout(options.provider(), parts, read, res);
  } else if (path.startsWith(`${endpointPaths.signIn}/`)) {
    await handleSignIn(options.provider(), parts, read, res);
  } else {
    const inner = await forLibrary(parts, read, `${path}${url.search}`, body);
    await options.provider().callback()(inner, res);
  }
}

function count(counts: Record<CountName, number>, path: string, form: URLSearchParams): void {
  for (const [name, at] of Object.entries(endpointPaths)) {
    if (path === at || path.startsWith(`${at}/`)) {
      const isOther = name === "token" && path !== at;
      // The entries of a constant carry its keys.
      counts[name as CountName] += isOther ? 0 : 1;
    }
  }
  if (path === endpointPaths.token) {
    const grant = form.get("grant_type");
    counts.codes += grant === "authorization_code" ? 1 : 0;
    counts.refreshes += grant === "refresh_token" ? 1 : 0;
    counts.exchanges += grant === exchangeGrant ? 1 : 0;
  }
}

/** The same request with our access tokens replaced by the library's handles, below its own root. */
async function forLibrary(
  parts: ProviderParts,
  { req, path, form }: ReadRequest,
  url: string,
  body: string,
): Promise<IncomingMessage> {
  const inner = new IncomingMessage(req.socket);
  inner.method = req.method ?? "GET";
  inner.url = url;
  inner.httpVersion = req.httpVersion;
  const bearer = /^Bearer (.+)$/i.exec(req.headers.authorization ?? "")?.[1];
  const text = await withHandles(parts, path, form, body);
  inner.headers = {
    ...req.headers,
    host: new URL(parts.issuer).host,
    ...(bearer === undefined ? {} : { authorization: `Bearer ${await handleOf(parts, bearer)}` }),
    ...(req.method === "POST" ? { "content-length": String(Buffer.byteLength(text)) } : {}),
  };
  // koa reads the outer address from here, and with it where it is mounted.
  Object.assign(inner, { originalUrl: req.url, complete: true });
  inner.push(text === "" ? null : Buffer.from(text));
  if (text !== "") {
    inner.push(null);
  }
  return inner;
}

async function withHandles(parts: ProviderParts, path: string, form: URLSearchParams, body: string): Promise<string> {
  const name = path === endpointPaths.token ? "subject_token" : "token";
  const token = form.get(name);
  if (token === null) {
    return body;
  }
  const replaced = new URLSearchParams(form);
  replaced.set(name, await handleOf(parts, token));
  return replaced.toString();
}

function alterAnswer(
  interceptors: ReadonlySet<Interceptor>,
  { req, res, path, body }: { req: IncomingMessage; res: ServerResponse; path: string; body: string },
): void {
  if (interceptors.size === 0) {
    return;
  }
  const end = res.end.bind(res);
  const finish = async (text: string) => {
    for (const intercept of interceptors) {
      const altered = await intercept({
        method: req.method ?? "GET",
        path,
        requestHeaders: req.headers,
        requestBody: body,
        status: res.statusCode,
        headers: Object.fromEntries(Object.entries(res.getHeaders()).map(([name, value]) => [name, String(value)])),
        body: text,
      });
      text = altered?.body ?? text;
      res.statusCode = altered?.status ?? res.statusCode;
      for (const [name, value] of Object.entries(altered?.headers ?? {})) {
        res.setHeader(name, value);
      }
    }
    res.setHeader("content-length", Buffer.byteLength(text));
    end(text);
  };
  const late = (chunk?: unknown) => {
    if (res.headersSent) {
      // A page for people, whose head is out already: nothing there is altered.
      end(chunk);
      return res;
    }
    const text = typeof chunk === "string" || chunk instanceof Uint8Array ? Buffer.from(chunk).toString() : "";
    finish(text).catch(() => res.destroy());
    return res;
  };
  // Every answer here ends with one whole body, so the other forms of `end` do not occur.
  res.end = late as typeof res.end;
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    // A request without an encoding yields buffers.
    chunks.push(chunk as Buffer);
    size += chunks.at(-1)?.length ?? 0;
    if (size > bodyLimit) {
      throw new Error("the request is too large");
    }
  }
  return Buffer.concat(chunks).toString();
}
