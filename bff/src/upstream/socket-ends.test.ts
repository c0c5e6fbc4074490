import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { recordedLog } from "../../test/recorded-log.ts";
import { path } from "#connectors/kit/upstream-path.ts";
import { createUpstreamSource } from "./upstream-source.ts";

const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const cleanups: (() => Promise<unknown>)[] = [];

/** A server that opens channels, reads what comes, and says nothing more, not even farewell. */
async function startMute() {
  let open = 0;
  const server = createServer();
  server.on("upgrade", (request, socket) => {
    open += 1;
    const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"]}${guid}`).digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    );
    socket
      .on("error", () => undefined)
      .on("end", () => socket.end())
      .on("close", () => (open -= 1));
    socket.resume();
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  const source = createUpstreamSource({
    key: "mute",
    address: `http://localhost:${port}`,
    authorities: null,
    log: recordedLog(),
    now: () => new Date(),
    limits: { farewellMilliseconds: 100 },
  });
  cleanups.push(async () => {
    await source.close();
    server.close();
  });
  return { source, open: () => open };
}

describe("a push channel that is over", () => {
  afterEach(async () => {
    await Promise.all(cleanups.splice(0).map(async (clean) => clean()));
  });

  test("leaves no connection behind, also where the other side never says farewell", async () => {
    const mute = await startMute();
    const http = mute.source.bind({ lane: "ines", credential: null, signal: new AbortController().signal });
    for (let index = 0; index < 3; index += 1) (await http.socket(path`/push/ws`)).close();
    expect(mute.open()).toBe(3);
    await sleep(400);
    expect(mute.open()).toBe(0);
  });
});
