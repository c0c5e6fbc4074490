import type { Server } from "node:http";
import type { Socket } from "node:net";
import pg from "pg";
import { busChannel } from "../src/storage/bus-message.ts";

/** Every table of a database as PostgreSQL copies it out: what a backup of it says. */
export async function copiedTables(databaseUrl: string): Promise<ReadonlyMap<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  let chunks: Buffer[] = [];
  // The driver lets a copy pass by; its own connection, which its types leave out, says what came.
  const { connection } = client as unknown as { readonly connection: NodeJS.EventEmitter };
  connection.on("copyData", ({ chunk }: { readonly chunk: Buffer }) => chunks.push(Buffer.from(chunk)));
  try {
    const { rows } = await client.query<{ readonly name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
    );
    const copies = new Map<string, string>();
    for (const { name } of rows) {
      chunks = [];
      await client.query(`copy ${name} to stdout`);
      copies.set(name, Buffer.concat(chunks).toString());
    }
    return copies;
  } finally {
    await client.end();
  }
}

/** Everything that replicas tell each other from now on. */
export async function overheardBus(databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl });
  const heard: string[] = [];
  client.on("notification", ({ payload }) => void heard.push(payload ?? ""));
  await client.connect();
  await client.query(`listen ${busChannel}`);
  return { heard, [Symbol.asyncDispose]: async () => client.end() };
}

/** Everything that a server sends from now on over connections that are still to come, byte for byte. */
export function recordedAnswers(server: Server): { text(): string } {
  const chunks: Buffer[] = [];
  server.prependListener("connection", (socket: Socket) => {
    const write = socket.write.bind(socket);
    const keep = (data: unknown, encoding: unknown) => {
      if (data instanceof Uint8Array) chunks.push(Buffer.from(data));
      // What Node's server writes as text it names the encoding of.
      if (typeof data === "string") chunks.push(Buffer.from(data, encoding === "latin1" ? "latin1" : "utf8"));
    };
    // One function for all of its overloads: whatever they are given is passed on as it is.
    socket.write = ((data: unknown, ...rest: unknown[]) => {
      keep(data, rest[0]);
      return write(...([data, ...rest] as Parameters<typeof write>));
    }) as typeof socket.write;
  });
  return { text: () => Buffer.concat(chunks).toString() };
}
