import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { dropStalledReaders } from "./reader-deadline.ts";

// Long beside the pauses of a reader on a busy machine, short beside a test.
const pace = { patience: 1500, look: 50, pace: 100_000 };
/** More than the kernel takes on behalf of a reader that reads nothing. */
const large = Buffer.alloc(32 * 1024 * 1024, "a");

let server: Server;
afterEach(() => server.closeAllConnections());

/** A server that answers everything so, and a client that begins to read when a test does. */
async function ask(answer: (response: ServerResponse) => void): Promise<Socket> {
  server = createServer((_request, response) => answer(response));
  dropStalledReaders(server, pace);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server over TCP has an address of this form.
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.on("error", () => undefined);
  client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return client;
}

const openSockets = async (): Promise<number> =>
  new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  );

describe("an answer whose reader", () => {
  it("takes nothing any more holds its socket no longer than that (S38)", async () => {
    const client = await ask((response) => response.end(large));
    client.pause();
    await expect.poll(openSockets).toBe(1);
    await expect.poll(openSockets, { timeout: 10_000 }).toBe(0);
    client.destroy();
  });

  it("goes on taking it comes to its end, however long that lasts", async () => {
    const client = await ask((response) => {
      response.writeHead(200, { "content-length": large.length });
      let sent = 0;
      const more = () => {
        while (sent < large.length) {
          sent += 65_536;
          if (!response.write(large.subarray(0, 65_536))) return response.once("drain", more);
        }
        return response.end();
      };
      more();
    });
    let taken = 0;
    // In gulps with pauses that are shorter than the patience.
    client.on("data", (part: Buffer) => {
      taken += part.length;
      if (taken % (4 * 1024 * 1024) < part.length) {
        client.pause();
        setTimeout(() => client.resume(), 250);
      }
    });
    await expect.poll(() => taken, { timeout: 20_000 }).toBeGreaterThan(large.length);
    client.destroy();
  });

  it("has nothing to take, such as a stream that is silent, is waited for", async () => {
    const client = await ask((response) => response.write("hello"));
    client.resume();
    await expect.poll(openSockets).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1.5 * pace.patience));
    expect(await openSockets()).toBe(1);
    client.destroy();
  });
});
