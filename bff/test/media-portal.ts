import type { IncomingMessage, ServerResponse } from "node:http";
import { sourceSchema } from "@pforte/shared/contract/portal-configuration";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { decodeJwt } from "jose";
import { request } from "undici";
import { z } from "zod";
import { startOddServer } from "./odd-server.ts";
import type { TestPerson } from "./person.ts";
import { buildTestPortal, type TestPortalOptions } from "./portal.ts";

/** A call for bytes, and who made it. */
export interface MediaCall {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage["headers"];
  /** The account and device of its token; null for a token that this homeserver did not give. */
  readonly by: { readonly user: string; readonly device: string } | null;
  readonly body: IncomingMessage;
}

export type MediaAnswer = (call: MediaCall, response: ServerResponse) => unknown;

const loginSchema = z.object({ token: z.string(), device_id: z.string() });

/** The whole portal with a homeserver that knows sign-ins, and answers everything about bytes as a test wants. */
export async function startMediaPortal(options: TestPortalOptions = {}) {
  const devices = new Map<string, NonNullable<MediaCall["by"]>>();
  const calls: MediaCall[] = [];
  const levers: { answer: MediaAnswer; config: MediaAnswer } = { answer: () => undefined, config: () => undefined };

  async function signIn(body: IncomingMessage, response: ServerResponse) {
    const { token, device_id: device } = loginSchema.parse(JSON.parse(await textOf(body)));
    const user = `@${String(decodeJwt(token)["preferred_username"])}:localhost`;
    const accessToken = `syt_${devices.size}`;
    devices.set(`Bearer ${accessToken}`, { user, device });
    sendJson(response, 200, { user_id: user, access_token: accessToken, device_id: device });
  }

  const homeserver = await startOddServer(async (incoming, response) => {
    const url = new URL(incoming.url ?? "/", "http://localhost");
    const { method = "GET", headers } = incoming;
    if (url.pathname.endsWith("/v3/login")) {
      if (method === "POST") return signIn(incoming, response);
      return sendJson(response, 200, { flows: [{ type: "org.matrix.login.jwt" }] });
    }
    if (url.pathname.endsWith("/v3/logout")) return sendJson(response, 200, {});
    if (!url.pathname.includes("/media/")) return sendJson(response, 404, { errcode: "M_UNRECOGNIZED" });
    const by = devices.get(headers.authorization ?? "") ?? null;
    const call = {
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers,
      by,
      body: incoming,
    };
    calls.push(call);
    if (by === null) return sendJson(response, 401, { errcode: "M_UNKNOWN_TOKEN" });
    return url.pathname.endsWith("/media/config") ? levers.config(call, response) : levers.answer(call, response);
  });
  const chat = sourceSchema.parse({
    key: "chat",
    kind: "matrix",
    name: { de: "Chat" },
    address: homeserver.address,
    audience: "opendesk-matrix",
    scope: "portal-aud-matrix",
    settings: { serverName: "localhost" },
  });
  const portal = await buildTestPortal({ sources: [chat], ...options });
  return {
    portal,
    calls,
    /** How the homeserver answers a call for bytes from now on. */
    answer: (answer: MediaAnswer) => void (levers.answer = answer),
    /** What it says of its limits. */
    config: (answer: MediaAnswer) => void (levers.config = answer),
    async [Symbol.asyncDispose]() {
      await portal[Symbol.asyncDispose]();
      await homeserver[Symbol.asyncDispose]();
    },
  };
}

export type MediaPortal = Awaited<ReturnType<typeof startMediaPortal>>;

export function sendJson(response: ServerResponse, status: number, body: unknown, more: Record<string, string> = {}) {
  response.writeHead(status, { "content-type": "application/json", ...more }).end(JSON.stringify(body));
}

/** All the bytes of a call, as text. */
export async function textOf(body: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(Buffer.from(piece as Uint8Array));
  return Buffer.concat(pieces).toString();
}

/** The headers of a request by a script of this portal's page, with the cookies of this person. */
export function pageHeaders({ portal }: Pick<MediaPortal, "portal">, person: TestPerson): Record<string, string> {
  return {
    cookie: person.jar.header(new URL(portal.origin)) ?? "",
    origin: portal.origin,
    "sec-fetch-site": "same-origin",
    [portalHeader.name]: portalHeader.value,
  };
}

interface SentFile {
  readonly query?: string;
  readonly length?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Sends a file as a page does; the body may be a stream. */
export async function sendFile(
  world: Pick<MediaPortal, "portal">,
  person: TestPerson,
  body: Buffer | AsyncIterable<Uint8Array>,
  { query = "name=a.pdf&type=application/pdf", length, headers = {}, signal }: SentFile = {},
) {
  const known = length ?? (Buffer.isBuffer(body) ? body.length : 0);
  const answer = await request(`${world.portal.origin}/api/chat/uploads/chat?${query}`, {
    method: "POST",
    headers: {
      accept: "application/json",
      ...pageHeaders(world, person),
      "content-type": "application/octet-stream",
      "content-length": String(known),
      ...headers,
    },
    // The client's type knows Node's streams; any iterable of bytes does.
    body: body as Buffer,
    headersTimeout: 60_000,
    ...(signal !== undefined && { signal }),
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, body: text === "" ? null : (JSON.parse(text) as unknown) };
}
