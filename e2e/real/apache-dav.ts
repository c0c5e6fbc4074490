import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { startGuarded } from "./guarded-process.ts";
import { LaneError } from "./lane-error.ts";
import { freePorts } from "../world/free-ports.ts";
import { waitUntil } from "./wait-until.ts";

/** A real WebDAV server (Apache mod_dav) that believes Keycloak's tokens for one audience, each person in their folder. */
export interface ApacheDav {
  readonly address: string;
  /** What a person has there. */
  contentOf(username: string, path: string): string;
  stop(): Promise<void>;
}

interface ApacheDavOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Who has a folder. */
  readonly usernames: readonly string[];
}

/** Debian and Ubuntu put them into `apache2-bin`, the last one into a package of its own. */
const modules = [
  "mpm_event",
  "authn_core",
  "authz_core",
  "authz_user",
  "mime",
  "alias",
  "dav",
  "dav_fs",
  "dav_lock",
  "auth_openidc",
] as const;
const moduleFolder = "/usr/lib/apache2/modules";

/** Starts it with the folders where a Nextcloud has them, so that the same client finds both. */
export async function startApacheDav({ issuer, audience, usernames }: ApacheDavOptions): Promise<ApacheDav> {
  const folder = mkdtempSync(join(tmpdir(), "pforte-apache-"));
  const [port = 0] = await freePorts(1);
  const isRoot = process.getuid?.() === 0;
  const nobody = { uid: 65_534, gid: 65_534 };
  chmodSync(folder, 0o755);
  for (const name of ["lock", ...usernames.map((username) => `files/${username}`)]) {
    mkdirSync(join(folder, name), { recursive: true });
    if (isRoot) chownSync(join(folder, name), nobody.uid, nobody.gid);
  }
  const { keyId, certificate } = await signingCertificate(issuer);
  writeFileSync(join(folder, "issuer.pem"), certificate);
  const configuration = join(folder, "apache.conf");
  writeFileSync(
    configuration,
    [
      `ServerRoot ${folder}`,
      `ServerName localhost`,
      `Listen 127.0.0.1:${port}`,
      `PidFile ${folder}/apache.pid`,
      `ErrorLog ${folder}/apache.log`,
      ...(isRoot ? ["User #65534", "Group #65534"] : []),
      ...modules.map((name) => `LoadModule ${name}_module ${moduleFolder}/mod_${name}.so`),
      `TypesConfig /dev/null`,
      `DavLockDB ${folder}/lock/DavLock`,
      `OIDCCryptoPassphrase ${keyId}`,
      `OIDCOAuthVerifyCertFiles ${keyId}#${folder}/issuer.pem`,
      `OIDCOAuthRemoteUserClaim opendesk_username`,
      `Alias /remote.php/dav/files ${folder}/files`,
      ...usernames.flatMap((username) => [
        `<Location /remote.php/dav/files/${username}>`,
        `  Dav On`,
        `  AuthType oauth20`,
        `  <RequireAll>`,
        `    Require user ${username}`,
        `    Require claim aud:${audience}`,
        `    Require claim iss:${issuer}`,
        `  </RequireAll>`,
        `</Location>`,
      ]),
      "",
    ].join("\n"),
  );
  const log = join(folder, "apache.log");
  const server = startGuarded("Apache", ["apache2", "-f", configuration, "-DFOREGROUND"], { log });
  const address = `http://localhost:${port}`;
  try {
    const isUp = await waitUntil(10_000, async () => (await fetch(address)).status > 0 || server.hasExited());
    if (!isUp || server.hasExited()) throw new LaneError("Apache", "it does not answer.", log);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    address,
    contentOf: (username, path) => readFileSync(join(folder, "files", username, path), "utf8"),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const keySetSchema = z.object({
  keys: z.array(z.object({ kid: z.string(), alg: z.string(), use: z.string(), x5c: z.array(z.string()) })),
});

/** The key that signs tokens, as the certificate that the module reads. */
async function signingCertificate(issuer: string) {
  const reply = await fetch(`${issuer}/protocol/openid-connect/certs`);
  const key = keySetSchema.parse(await reply.json()).keys.find(({ alg, use }) => alg === "RS256" && use === "sig");
  const [certificate] = key?.x5c ?? [];
  if (key === undefined || certificate === undefined) throw new LaneError("Apache", "Keycloak names no RS256 key.");
  const lines = certificate.match(/.{1,64}/g) ?? [];
  return {
    keyId: key.kid,
    certificate: ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n"),
  };
}
