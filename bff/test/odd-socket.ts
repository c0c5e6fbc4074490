import type { IncomingMessage } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import type { BearerCredential } from "../src/upstream/calls.ts";
import type { UpstreamLimits } from "../src/upstream/limits.ts";
import { createUpstreamSource } from "../src/upstream/upstream-source.ts";
import { recordedLog } from "./recorded-log.ts";

interface Setting {
  readonly limits?: Partial<UpstreamLimits>;
  readonly credential?: BearerCredential;
  readonly signal?: AbortSignal;
  /** Whether the server answers pings by itself, as it should. */
  readonly isAlive?: boolean;
}

/** A server of push channels that behaves as a test wants, and the guarded client before it. */
export async function withSocketServer(
  onConnection: (socket: WebSocket, request: IncomingMessage) => void,
  setting: Setting = {},
) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", autoPong: setting.isAlive ?? true });
  await new Promise((resolve) => void server.once("listening", resolve));
  server.on("connection", onConnection);
  const bound = server.address();
  const address = `http://localhost:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
  const log = recordedLog();
  const source = createUpstreamSource({
    key: "odd",
    address,
    authorities: null,
    log,
    now: () => new Date(),
    ...(setting.limits !== undefined && { limits: setting.limits }),
  });
  const binding = {
    lane: "ines",
    credential: setting.credential ?? null,
    signal: setting.signal ?? new AbortController().signal,
  };
  return {
    server,
    address,
    source,
    http: source.bind(binding),
    async [Symbol.asyncDispose]() {
      await source.close();
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
