import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import type { Resolve } from "../src/upstream/address-book.ts";

/** A name server on loopback that gives an IPv4 address to any name, the next one each time, and the way to ask it. */
export async function startNameServer(addresses: readonly string[]) {
  const socket = createSocket("udp4");
  let asked = 0;
  socket.on("message", (query, from) => {
    const address = addresses[Math.min(asked, addresses.length - 1)] ?? "";
    asked += 1;
    socket.send(answerTo(query, address), from.port, from.address);
  });
  await new Promise<void>((resolve) => void socket.bind(0, "127.0.0.1", resolve));
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  const resolve: Resolve = async (name) =>
    (await resolver.resolve4(name)).map((address) => ({ address, family: 4 as const }));
  return {
    resolve,
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      resolver.cancel();
      await new Promise<void>((done) => void socket.close(done));
    },
  };
}

/** One A record that may not be kept (RFC 1035, 4.1). */
function answerTo(query: Buffer, address: string): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const header = Buffer.from([query[0] ?? 0, query[1] ?? 0, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split(".").map(Number)]);
  return Buffer.concat([header, query.subarray(12, end), record]);
}
