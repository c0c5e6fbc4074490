import { connect } from "node:net";

/** What came over one connection. */
export interface Heard {
  /** The statuses of all answers, in their order. */
  readonly statuses: readonly number[];
  readonly text: string;
  /** Whether the server ended the connection. */
  readonly isClosed: boolean;
}

/** Sends bytes and listens until the server closes the connection, or has been silent for a while. */
export async function overWire(
  port: number,
  bytes: string,
  { first = 15_000, silence = 1000 }: { readonly first?: number; readonly silence?: number } = {},
): Promise<Heard> {
  const socket = connect(port, "localhost");
  const chunks: Buffer[] = [];
  const isClosed = await new Promise<boolean>((done) => {
    // A busy machine may need long for the first byte; what follows follows at once.
    socket.setTimeout(first, () => done(false));
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      socket.setTimeout(silence);
    });
    socket.on("close", () => done(true));
    // A reset is an end as well.
    socket.on("error", () => done(true));
    socket.write(Buffer.from(bytes, "latin1"));
  });
  socket.destroy();
  const text = Buffer.concat(chunks).toString("latin1");
  const statuses = Array.from(text.matchAll(/(?:^|\r\n|[^\r\n])HTTP\/1\.[01] (\d{3}) /gu), ([, status]) =>
    Number(status),
  );
  return { statuses, text, isClosed };
}
