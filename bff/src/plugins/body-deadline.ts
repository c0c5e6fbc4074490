import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { answerUnreadable } from "./unreadable-request.ts";

/** How long the body of an ordinary request may take (S38). */
const ordinaryMilliseconds = 10_000;
/** What a stream must move, where the other side is waited for. */
export interface StreamPace {
  readonly bytesPerSecond: number;
  /** How long nothing at all may come. */
  readonly silenceMilliseconds: number;
  readonly lookMilliseconds: number;
}

const streamPace: StreamPace = { bytesPerSecond: 16 * 1024, silenceMilliseconds: 10_000, lookMilliseconds: 1000 };

const deadlines = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/**
 * Ends a request whose body is not there in time, whoever sends it and whatever becomes of it. Node's own deadline is one
 * for all requests, and as long as the longest stream needs.
 */
export function limitBodies(server: Server, headers: Readonly<Record<string, string>>): void {
  const answer = answerUnreadable(headers);
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    if (!carriesBody(request)) return;
    const timer = setTimeout(() => {
      if (request.complete) return;
      const late = Object.assign(new Error("The body did not come in time."), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
      if (response.headersSent) request.socket.destroy();
      else answer(late, request.socket);
    }, ordinaryMilliseconds);
    deadlines.set(request, timer);
    request.once("close", () => clearTimeout(timer));
  });
}

const carriesBody = ({ headers }: IncomingMessage) =>
  headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";

/** From here on the body is a stream: no deadline in all, but it must move, unless it is we who do not read on. */
export function expectBodyAtOwnPace(request: IncomingMessage, pace: StreamPace = streamPace): void {
  clearTimeout(deadlines.get(request));
  const { socket } = request;
  const stop = watchPace(pace, {
    moved: () => socket.bytesRead,
    isOwed: () => !request.complete && request.readableLength === 0,
    onSlow: () => socket.destroy(),
  });
  request.once("close", stop);
  request.once("end", stop);
}

/** A reader must take what is there for them. */
export function expectReaderAtPace(response: ServerResponse, pace: StreamPace = streamPace): void {
  const { socket } = response;
  if (socket === null) return;
  const stop = watchPace(pace, {
    moved: () => socket.bytesWritten - socket.writableLength,
    isOwed: () => response.writableLength > 0 || socket.writableLength > 0,
    onSlow: () => socket.destroy(),
  });
  response.once("close", stop);
}

interface Moving {
  /** Bytes so far. */
  readonly moved: () => number;
  /** Whether the other side is the one that is waited for. */
  readonly isOwed: () => boolean;
  readonly onSlow: () => void;
}

/** What is moved earns time, what is waited for costs it; no more can be saved up than the longest silence costs. */
function watchPace(pace: StreamPace, { moved, isOwed, onSlow }: Moving): () => void {
  const cost = (pace.bytesPerSecond * pace.lookMilliseconds) / 1000;
  const most = (pace.bytesPerSecond * pace.silenceMilliseconds) / 1000;
  let credit = most;
  let before = moved();
  const timer = setInterval(() => {
    const now = moved();
    credit = Math.min(most, credit + now - before - (isOwed() ? cost : 0));
    before = now;
    if (credit > 0) return;
    clearInterval(timer);
    onSlow();
  }, pace.lookMilliseconds);
  return () => clearInterval(timer);
}
