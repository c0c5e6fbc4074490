import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { expectBodyAtOwnPace, expectReaderAtPace } from "./body-deadline.ts";

const pace = { bytesPerSecond: 10_000, silenceMilliseconds: 500, lookMilliseconds: 50 };

describe("a stream with a pace to keep (S38)", () => {
  let server: Server;
  let port: number;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let sockets: Socket[];

  beforeEach(async () => {
    sockets = [];
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });

  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });

  /** A connection, and after how many milliseconds the other side ended it; null while it lives. */
  function open(first: string) {
    const socket = connect(port, "127.0.0.1");
    const started = performance.now();
    let closed: number | null = null;
    sockets.push(socket.on("error", () => undefined).once("close", () => (closed = performance.now() - started)));
    socket.write(first);
    return { socket, closedAfter: () => closed };
  }

  const upload = () => open("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n");

  it("is ended when its sender falls silent, and when it drips", async () => {
    answer = (request) => expectBodyAtOwnPace(request.resume(), pace);
    const silent = upload();
    const dripping = upload();
    const timer = setInterval(() => dripping.socket.write("x".repeat(100)), 50);
    await expect.poll(silent.closedAfter, { timeout: 3000 }).toBeGreaterThan(400);
    await expect.poll(dripping.closedAfter, { timeout: 3000 }).toBeGreaterThan(400);
    clearInterval(timer);
  });

  it("goes on while it comes fast enough, and while it is we who do not read on", async () => {
    answer = (request) => expectBodyAtOwnPace(request.url === "/" ? request.resume() : request.pause(), pace);
    const steady = upload();
    const timer = setInterval(() => steady.socket.write("x".repeat(2000)), 50);
    const held = open("PUT /held HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n");
    held.socket.write("x".repeat(1_000_000));
    await sleep(1500);
    clearInterval(timer);
    expect([steady.closedAfter(), held.closedAfter()]).toEqual([null, null]);
  });

  it("is ended when its reader takes nothing any more, and goes on while nothing is there to take", async () => {
    answer = (request, response) => {
      expectReaderAtPace(response.writeHead(200), pace);
      if (request.url === "/") response.write(Buffer.alloc(30_000_000));
    };
    const stuck = open("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    stuck.socket.pause();
    const waiting = open("GET /waiting HTTP/1.1\r\nHost: x\r\n\r\n");
    waiting.socket.resume();
    await sleep(1500);
    stuck.socket.resume();
    await expect.poll(stuck.closedAfter, { timeout: 3000 }).not.toBeNull();
    expect(waiting.closedAfter()).toBeNull();
  });

  it("goes on while its reader takes, however long it lasts", async () => {
    answer = (_request, response) => {
      expectReaderAtPace(response.writeHead(200), pace);
      const timer = setInterval(() => response.write(Buffer.alloc(5000)), 50);
      response.once("close", () => clearInterval(timer));
    };
    const reading = open("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    reading.socket.resume();
    await sleep(1500);
    expect(reading.closedAfter()).toBeNull();
  });
});
