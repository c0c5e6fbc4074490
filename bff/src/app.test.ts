import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, TLSSocket } from "node:tls";
import { readSession } from "@pforte/shared/contract/session";
import { expect, it } from "vitest";
import { createTestDatabase } from "../test/database.ts";
import { buildTestPortal } from "../test/portal.ts";
import { quietLog } from "../test/quiet-log.ts";
import { goodCertificate, testAuthority } from "../test/tls-certificates.ts";
import { createStorage } from "./storage/postgres-storage.ts";
import { StorageUnavailableError } from "./storage/storage.ts";

/** Stands in front of a PostgreSQL and speaks TLS for it; counts the connections whose client trusted it. */
async function tlsInFrontOf(address: URL, onTrusted: () => void): Promise<Server> {
  const secureContext = createSecureContext(goodCertificate);
  const server = createServer((plain: Socket) => {
    plain.on("error", () => plain.destroy());
    // The client asks with eight bytes whether there is TLS; `S` is yes, and the handshake follows.
    plain.once("data", () => {
      plain.write("S");
      const secure = new TLSSocket(plain, { isServer: true, secureContext });
      const database = connect(Number(address.port), address.hostname);
      // A client that mistrusts the certificate sends nothing more.
      secure.once("data", onTrusted);
      for (const end of [secure, database]) {
        end.on("error", () => plain.destroy());
      }
      secure.pipe(database).pipe(secure);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

it("reaches a database whose certificate is of the configured authority, and no other", async () => {
  await using database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "pforte-ca-"));
  const caFile = join(folder, "ca.pem");
  await writeFile(caFile, testAuthority);
  let trusted = 0;
  const url = new URL(database.url);
  const server = await tlsInFrontOf(new URL(database.url), () => (trusted += 1));
  // An AddressInfo: it listens on a port.
  url.port = String((server.address() as AddressInfo).port);
  url.hostname = "localhost";
  url.searchParams.set("sslmode", "verify-full");
  const without = createStorage({ databaseUrl: url.href, now: () => new Date(), log: quietLog });
  await expect(without).rejects.toThrow(StorageUnavailableError);
  expect(trusted).toBe(0);
  {
    await using portal = await buildTestPortal({ secrets: { databaseUrl: url.href }, config: { caFile } });
    const person = await portal.as("ines");
    expect((await person.call(readSession)).person.username).toBe("ines");
  }
  // The one that migrates, the one that listens, and those of the pool.
  expect(trusted).toBeGreaterThanOrEqual(3);
  server.close();
  await rm(folder, { recursive: true });
});

it("deletes what is over while it runs", async () => {
  await using portal = await buildTestPortal({ overrides: { sweepMilliseconds: 20 } });
  const over = new Date(Date.now() - 1000);
  await portal.portal.storage.loginTransactions.put({ hash: "0".repeat(64), sealed: "sealed", expiresAt: over });
  await expect.poll(async () => portal.database.query("select * from login_transactions")).toEqual([]);
});
