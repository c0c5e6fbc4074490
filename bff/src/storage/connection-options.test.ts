import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { expect, test } from "vitest";
import { connectionOptions } from "./connection-options.ts";

const address = "postgresql://user:p%40ss@db.example.org:5432/pforte";

test("without an sslmode, or with `disable`, the connection is plain", () => {
  for (const databaseUrl of [address, `${address}?sslmode=disable`]) {
    const options = connectionOptions({ databaseUrl });
    expect(options.ssl).toBeUndefined();
    expect(options.connectionString).toBe(address);
  }
});

test("every mode that encrypts without verifying is refused", () => {
  for (const mode of ["prefer", "allow", "no-verify", "verify-ca", "Disable", ""]) {
    expect(() => connectionOptions({ databaseUrl: `${address}?sslmode=${mode}` })).toThrow(/sslmode/u);
  }
});

test("TLS is verified against the usual authorities and the configured ones", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pforte-ca-"));
  const caFile = join(folder, "ca.pem");
  await writeFile(caFile, "own authority");
  for (const mode of ["require", "verify-full"]) {
    const databaseUrl = `${address}?sslmode=${mode}`;
    expect(connectionOptions({ databaseUrl, caFile }).ssl).toEqual({ ca: [...rootCertificates, "own authority"] });
    expect(connectionOptions({ databaseUrl: `${databaseUrl}&sslrootcert=${caFile}` })).toMatchObject({
      connectionString: address,
      ssl: { ca: [...rootCertificates, "own authority"] },
    });
  }
  await rm(folder, { recursive: true });
});
