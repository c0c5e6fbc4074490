import { connect } from "node:net";
import type { Dispatcher } from "undici";
import type { GeneratedAnswer } from "./generated-judge.ts";
import type { GeneratedRequest } from "./generated-requests.ts";

/** What goes over the wire. */
export interface Message {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | null;
}

const patienceMilliseconds = 25_000;
const newsMilliseconds = 300;
const silenceMilliseconds = 1000;
const noAnswer: GeneratedAnswer = { status: 0, headers: {}, body: "" };

/** Over a connection that is kept; what only waits for news is left after a moment. */
export async function sendOver(
  pool: Dispatcher,
  { method, target, headers, body }: Message,
  isWait: boolean,
): Promise<GeneratedAnswer> {
  const signal = AbortSignal.timeout(isWait ? newsMilliseconds : patienceMilliseconds);
  try {
    const answer = await pool.request({
      // Any token is a method to HTTP; the client's type lists the usual ones.
      method: method as "GET",
      path: target,
      headers,
      body,
      signal,
    });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  } catch (error) {
    return { ...noAnswer, body: isWait ? "" : String(error) };
  }
}

/** Over a connection of its own, with some bytes of the message written over. */
export async function sendOverwritten(
  port: number,
  { method, target, headers, body }: Message,
  overwritten: GeneratedRequest["overwritten"],
): Promise<GeneratedAnswer> {
  const content = Buffer.from(body ?? "");
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = content.length === 0 ? "" : `content-length: ${content.length}\r\n`;
  const head = `${method} ${target} HTTP/1.1\r\n${lines.join("")}${length}connection: close\r\n\r\n`;
  const bytes = Buffer.concat([Buffer.from(head, "latin1"), content]);
  for (const [place, byte] of overwritten) bytes[place % bytes.length] = byte;
  return exchange(port, bytes);
}

async function exchange(port: number, bytes: Buffer): Promise<GeneratedAnswer> {
  const socket = connect(port, "localhost");
  const chunks: Buffer[] = [];
  await new Promise<void>((done) => {
    socket.setTimeout(silenceMilliseconds, done);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("close", () => done());
    socket.on("error", () => done());
    socket.write(bytes);
  });
  socket.destroy();
  const [head = "", ...rest] = Buffer.concat(chunks).toString("latin1").split("\r\n\r\n");
  const [first = "", ...fields] = head.split("\r\n");
  const named = fields.map((field): [string, string] => {
    const at = field.indexOf(":");
    return [field.slice(0, at).toLowerCase(), field.slice(at + 1).trim()];
  });
  const headers = Object.fromEntries(named);
  const body = rest.join("\r\n\r\n");
  const content = headers["transfer-encoding"] ? unchunked(body) : body;
  return { status: Number(first.split(" ")[1] ?? 0), headers, body: Buffer.from(content, "latin1").toString() };
}

function unchunked(text: string): string {
  let [left, whole] = [text, ""];
  for (;;) {
    const end = left.indexOf("\r\n");
    const length = Number.parseInt(left.slice(0, end), 16);
    if (end < 0 || !(length > 0)) return whole;
    whole += left.slice(end + 2, end + 2 + length);
    left = left.slice(end + 4 + length);
  }
}
