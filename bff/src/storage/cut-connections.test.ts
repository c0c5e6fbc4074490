import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { quietLog } from "../../test/quiet-log.ts";
import { openDatabase } from "./database.ts";
import { migrate, migrations } from "./migrate.ts";
import { StorageUnavailableError } from "./storage.ts";

const uncaught: Error[] = [];
const note = (error: Error) => void uncaught.push(error);

beforeEach(() => {
  uncaught.length = 0;
  process.on("uncaughtException", note);
});

afterEach(() => process.off("uncaughtException", note));

/** The database behind a wire that can be cut. */
async function wired(databaseUrl: string) {
  const url = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const { hostname, port } = url;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => undefined);
      from.pipe(to);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url.hostname = "127.0.0.1";
  url.port = String(typeof address === "object" ? address?.port : "");
  const cut = () => {
    for (const socket of sockets) {
      socket.resetAndDestroy();
    }
    sockets.clear();
  };
  return {
    url: url.href,
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}

test("a connection cut during a transaction's statement is unavailable; the next one works (S22)", async () => {
  await using test = await createTestDatabase();
  await using wire = await wired(test.url);
  const database = openDatabase({ databaseUrl: wire.url, log: quietLog, poolSize: 1 });
  const asleep = database.transaction(async (tx) => sql`select pg_sleep(1)`.execute(tx));
  setTimeout(wire.cut, 200);
  await expect(asleep).rejects.toThrow(StorageUnavailableError);
  await sleep(50);
  expect(uncaught).toEqual([]);
  expect((await sql`select 1 as one`.execute(database.db)).rows).toEqual([{ one: 1 }]);
  await database.close();
});

test("a connection cut between a transaction's statements is unavailable; the next one works (S22)", async () => {
  await using test = await createTestDatabase();
  await using wire = await wired(test.url);
  const database = openDatabase({ databaseUrl: wire.url, log: quietLog, poolSize: 1 });
  const cut = database.transaction(async (tx) => {
    await sql`select 1`.execute(tx);
    wire.cut();
    await sleep(100);
    await sql`select 2`.execute(tx);
  });
  await expect(cut).rejects.toThrow(StorageUnavailableError);
  await sleep(50);
  expect(uncaught).toEqual([]);
  expect((await sql`select 1 as one`.execute(database.db)).rows).toEqual([{ one: 1 }]);
  await database.close();
});

test("a connection cut while the schema is brought up to date fails that start and nothing else", async () => {
  await using test = await createTestDatabase();
  await using wire = await wired(test.url);
  const slow = {
    up: async () => {
      wire.cut();
      await sleep(100);
    },
  };
  await expect(migrate({ databaseUrl: wire.url }, { ...migrations, "999-slow": slow })).rejects.toThrow(
    /connection (?:has been discarded|terminated)|ECONNRESET/iu,
  );
  await sleep(50);
  expect(uncaught).toEqual([]);
});

/** A server that welcomes whoever comes and says goodbye in the same breath, as one that is being shut down does. */
async function welcomesAndLeaves() {
  const message = (type: string, body: Buffer) => {
    const head = Buffer.alloc(5);
    head.write(type);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const welcome = [message("R", Buffer.alloc(4)), message("Z", Buffer.from("I"))];
  const goodbye = message("E", Buffer.from("SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0"));
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(Buffer.concat([...welcome, goodbye])));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `postgresql://pforte:secret@127.0.0.1:${typeof address === "object" ? address?.port : ""}/pforte`,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}

test("a connection that is ended in the moment in which it is made is unavailable, and the process goes on (F20)", async () => {
  await using server = await welcomesAndLeaves();
  const database = openDatabase({ databaseUrl: server.url, log: quietLog, poolSize: 1 });
  await expect(sql`select 1`.execute(database.db)).rejects.toThrow(StorageUnavailableError);
  await expect(database.prepared("one", "select 1", [])).rejects.toThrow(StorageUnavailableError);
  await sleep(50);
  expect(uncaught).toEqual([]);
  await database.close();
});

test("a transaction that the server ended because it stood still, as in a process that was stopped, is unavailable (S22)", async () => {
  await using server = await createTestDatabase();
  const database = openDatabase({ databaseUrl: server.url, log: quietLog });
  const standing = database.transaction(async (tx) => {
    await sql`set local idle_in_transaction_session_timeout = 50`.execute(tx);
    await sleep(300);
    await sql`select 1`.execute(tx);
  });
  await expect(standing).rejects.toThrow(StorageUnavailableError);
  await database.close();
  expect(uncaught).toEqual([]);
});
