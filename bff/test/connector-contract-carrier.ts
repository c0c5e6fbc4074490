import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Agent } from "undici";

/** A request of the connector. */
export interface SeenRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the tool answered. */
export interface RealReply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Answers in place of the tool, which `ask` asks. */
export type Disturbance = (response: ServerResponse, ask: () => Promise<RealReply>, seen: SeenRequest) => unknown;

/** Carries calls to a tool and back, as it is or disturbed; the connector knows no other address. */
export interface Carrier extends AsyncDisposable {
  readonly address: string;
  readonly seen: SeenRequest[];
  disturb(disturbance: Disturbance): void;
  undisturbed<T>(work: () => Promise<T>): Promise<T>;
}

const passOn: Disturbance = async (response, ask) => sendReal(response, await ask());

export function sendReal(response: ServerResponse, { status, headers, body }: RealReply): void {
  response.writeHead(status, { ...headers, "content-length": String(body.length) }).end(body);
}

export async function startCarrier(target: string): Promise<Carrier> {
  const agent = new Agent();
  const seen: SeenRequest[] = [];
  let current = passOn;
  const server = createServer((request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const each = { method: request.method ?? "", url: request.url ?? "", headers };
    seen.push(each);
    void carry(request, response, each).catch(() => response.destroy());
  });
  async function carry(request: IncomingMessage, response: ServerResponse, each: SeenRequest): Promise<void> {
    const pieces: Uint8Array[] = [];
    for await (const piece of request) pieces.push(Buffer.from(piece));
    const body = Buffer.concat(pieces);
    await current(response, async () => askReal(agent, each, body, { target, here: address }), each);
  }

  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const bound = server.address();
  const address = `http://localhost:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
  return {
    address,
    seen,
    disturb: (disturbance) => void (current = disturbance),
    async undisturbed(work) {
      const before = current;
      current = passOn;
      try {
        return await work();
      } finally {
        current = before;
        seen.splice(0);
      }
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      server.closeAllConnections();
      await closed;
      await agent.destroy();
    },
  };
}

interface Ends {
  readonly target: string;
  readonly here: string;
}

const ofThisConnection = new Set(["host", "connection", "content-length", "transfer-encoding", "keep-alive"]);

/** Asks the tool. Its own address in texts becomes ours, and ours in headers its own, so that both see one server. */
async function askReal(agent: Agent, seen: SeenRequest, body: Buffer, { target, here }: Ends): Promise<RealReply> {
  const kept = Object.entries(seen.headers).filter(([name]) => !ofThisConnection.has(name));
  const headers = Object.fromEntries(kept.map(([name, value]) => [name, value.replaceAll(here, target)]));
  const answer = await agent.request({
    origin: target,
    path: seen.url,
    // WebDAV's methods are missing in the driver's types only.
    method: seen.method as "GET",
    headers: { ...headers, "accept-encoding": "identity" },
    body: body.length === 0 ? null : body,
  });
  const replied = Object.entries(answer.headers).filter(([name]) => !ofThisConnection.has(name));
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  const isText = /json|xml|text/u.test(String(answer.headers["content-type"] ?? ""));
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(replied.map(([name, value]) => [name, String(value)])),
    body: isText ? Buffer.from(bytes.toString().replaceAll(target, here)) : bytes,
  };
}
