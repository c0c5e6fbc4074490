import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import type { ClientConfig } from "pg";

/** How to reach the database. */
export interface ConnectionSettings {
  readonly databaseUrl: string;
  /** PEM file with further certificate authorities, or null. */
  readonly caFile?: string | null;
}

/**
 * The driver's options for an address. `sslmode` is read here, because the driver's own reading knows modes that
 * encrypt without verifying: TLS is verified or it is off.
 */
export function connectionOptions({ databaseUrl, caFile = null }: ConnectionSettings): ClientConfig {
  const url = new URL(databaseUrl);
  const mode = url.searchParams.get("sslmode") ?? "disable";
  const ownCa = url.searchParams.get("sslrootcert");
  url.searchParams.delete("sslmode");
  url.searchParams.delete("sslrootcert");
  const options: ClientConfig = {
    connectionString: url.href,
    application_name: "pforte",
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
  if (mode === "disable") {
    return options;
  }
  if (mode !== "require" && mode !== "verify-full") {
    throw new Error("DATABASE_URL has an sslmode that does not verify the server: use verify-full or disable.");
  }
  const own = [caFile, ownCa].flatMap((file) => (file === null || file === "" ? [] : [readFileSync(file, "utf8")]));
  return { ...options, ssl: { ca: [...rootCertificates, ...own] } };
}
