import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The root of the checkout. */
export const checkout = fileURLToPath(new URL("../../", import.meta.url));

const hexKey = z.string().regex(/^[0-9a-f]{64}$/);
const secretsSchema = z.object({
  portalClient: hexKey,
  matrixClient: hexKey,
  sessionKey: hexKey,
  identifierKey: hexKey,
  navigation: hexKey,
});

/** Secrets of the demo: made once per data folder, never shown. */
export type WorldSecrets = z.output<typeof secretsSchema>;

/** Where the demo keeps what survives a restart. */
export function dataFolder(env: NodeJS.ProcessEnv): string {
  const named = env["PFORTE_DATA_DIR"];
  if (named === undefined || named === "") {
    return join(checkout, ".pforte");
  }
  // npm runs scripts in the checkout; a relative folder is meant from where the person stands.
  return resolve(env["INIT_CWD"] ?? process.cwd(), named);
}

/** Reads the secrets of the data folder, or makes them. */
export function openSecrets(dataDir: string): WorldSecrets {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const file = join(dataDir, "secrets.json");
  const fresh = () => randomBytes(32).toString("hex");
  const made = {
    portalClient: fresh(),
    matrixClient: fresh(),
    sessionKey: fresh(),
    identifierKey: fresh(),
    navigation: fresh(),
  };
  const kept: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  // A folder of an older release lacks what came since.
  const secrets = secretsSchema.parse({ ...made, ...z.record(z.string(), z.unknown()).parse(kept) });
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

/** The form in which the portal takes a key. */
export function base64Of(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}
