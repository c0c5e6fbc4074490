import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

let proxy: TcpProxy;
let close: () => Promise<void>;
beforeEach(async () => {
  // Says back what it hears, ten times over.
  const server = createServer((socket) => {
    socket.on("data", (part: Buffer) => socket.write(part.toString().repeat(10)));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  proxy = await startTcpProxy(() => 0);
  proxy.aim(typeof address === "object" && address !== null ? address.port : 0);
  close = async () => {
    await proxy[Symbol.asyncDispose]();
    await new Promise((done) => server.close(done));
  };
});
afterEach(async () => close());

function open(): { readonly socket: Socket; readonly heard: () => string; readonly ended: Promise<unknown> } {
  const socket = connect({ port: proxy.port, host: "127.0.0.1" });
  let heard = "";
  socket.on("data", (part: Buffer) => (heard += part.toString()));
  const ended = new Promise((done) => {
    socket.once("error", done);
    socket.once("close", () => done(null));
  });
  return { socket, heard: () => heard, ended };
}

test("what is said arrives on both sides, and so does the end of it", async () => {
  const { socket, heard } = open();
  socket.end("abc");
  await once(socket, "close");
  expect(heard()).toBe("abc".repeat(10));
});

test("a delay keeps the order", async () => {
  proxy.set({ kind: "delay", milliseconds: 60, jitter: 0 });
  const { socket, heard } = open();
  const began = performance.now();
  socket.write("a");
  await expect.poll(heard).toBe("a".repeat(10));
  // Once there and once back; timers may be early by a millisecond each.
  expect(performance.now() - began).toBeGreaterThan(115);
  proxy.set({ kind: "pass" });
  socket.end("b");
  await once(socket, "close");
  expect(heard()).toBe(`${"a".repeat(10)}${"b".repeat(10)}`);
});

test("a black hole takes connections and answers nothing until it ends", async () => {
  proxy.set({ kind: "black-hole" });
  const { socket, heard } = open();
  await once(socket, "connect");
  socket.write("abc");
  const another = open();
  another.socket.write("d");
  await once(another.socket, "connect");
  expect(heard()).toBe("");
  proxy.set({ kind: "pass" });
  await expect.poll(heard).toBe("abc".repeat(10));
  await expect.poll(another.heard).toBe("d".repeat(10));
  socket.destroy();
  another.socket.destroy();
});

test("an answer is cut after so many bytes", async () => {
  proxy.set({ kind: "cut", bytes: 12 });
  const { socket, heard, ended } = open();
  socket.write("abc");
  await ended;
  expect(heard()).toBe("abcabcabcabc");
  expect(proxy.cuts).toBe(1);
});

test("a reset ends what is open and what comes", async () => {
  const before = open();
  before.socket.write("a");
  await expect.poll(before.heard).toBe("a".repeat(10));
  proxy.set({ kind: "reset" });
  await before.ended;
  const after = open();
  after.socket.write("b");
  await after.ended;
  expect(after.heard()).toBe("");
});
