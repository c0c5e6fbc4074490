import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { answerUnreadable } from "./unreadable-request.ts";

/** How long the body of an ordinary request may take (S38). */
const ordinaryMilliseconds = 10_000;
/** What streams must move at least, and how much of that may be owed: nothing for ten seconds is the end. */
const leastBytesPerSecond = 16 * 1024;
const longestSilenceSeconds = 10;
const lookMilliseconds = 1000;

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
export function expectBodyAtOwnPace(request: IncomingMessage): void {
  clearTimeout(deadlines.get(request));
  const { socket } = request;
  const stop = watchPace({
    moved: () => socket.bytesRead,
    isOwed: () => !request.complete && request.readableLength === 0,
    onSlow: () => socket.destroy(),
  });
  request.once("close", stop);
  request.once("end", stop);
}

/** A reader must take what is there for them. */
export function expectReaderAtPace(response: ServerResponse): void {
  const { socket } = response;
  if (socket === null) return;
  const stop = watchPace({
    moved: () => socket.bytesWritten - socket.writableLength,
    isOwed: () => response.writableLength > 0 || socket.writableLength > 0,
    onSlow: () => socket.destroy(),
  });
  response.once("close", stop);
}

interface Pace {
  /** Bytes so far. */
  readonly moved: () => number;
  /** Whether the other side is the one that is waited for. */
  readonly isOwed: () => boolean;
  readonly onSlow: () => void;
}

/** What is moved earns time, what is waited for costs it; at most ten seconds can be saved up. */
function watchPace({ moved, isOwed, onSlow }: Pace): () => void {
  const most = leastBytesPerSecond * longestSilenceSeconds;
  let credit = most;
  let before = moved();
  const timer = setInterval(() => {
    const now = moved();
    credit = Math.min(most, credit + now - before - (isOwed() ? leastBytesPerSecond : 0));
    before = now;
    if (credit > 0) return;
    clearInterval(timer);
    onSlow();
  }, lookMilliseconds);
  return () => clearInterval(timer);
}
