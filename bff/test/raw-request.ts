import { connect } from "node:net";

/** What a server answered to raw bytes. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends bytes over a socket of its own and reads until the server closes, or is silent for long. */
export async function rawRequest(
  port: number,
  lines: readonly string[],
  body: string | Buffer = "",
): Promise<RawAnswer> {
  const socket = connect(port, "localhost");
  const chunks: Buffer[] = [];
  await new Promise<void>((done, failed) => {
    socket.setTimeout(5000, done);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("close", () => done());
    socket.on("error", (error: NodeJS.ErrnoException) => (error.code === "ECONNRESET" ? done() : failed(error)));
    socket.write(
      Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`, "latin1"), Buffer.from(body)]),
    );
  });
  socket.destroy();
  return parse(Buffer.concat(chunks).toString("latin1"));
}

function parse(text: string): RawAnswer {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [statusLine = "", ...fields] = head.split("\r\n");
  const headers = fields.map((field): [string, string] => {
    const at = field.indexOf(":");
    return [field.slice(0, at).toLowerCase(), field.slice(at + 1).trim()];
  });
  return {
    status: Number(statusLine.split(" ")[1] ?? 0),
    headers: Object.fromEntries(headers),
    body: rest.join("\r\n\r\n"),
  };
}
