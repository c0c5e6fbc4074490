import { createHmac, createPublicKey, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type GuardedProcess, startGuarded } from "./guarded-process.ts";
import { LaneError } from "./lane-error.ts";
import { answers, waitUntil } from "./wait-until.ts";

/** The name behind the colon of everybody's account. */
export const serverName = "pforte.test";

/** How a homeserver lets the portal's people in. */
export type SynapseWay =
  /** By tokens that Keycloak signed for its audience. */
  | { readonly kind: "jwt"; readonly issuer: string; readonly audience: string }
  /** By its own single sign-on at Keycloak; `returnsTo` are portals that need no confirmation page. */
  | {
      readonly kind: "sso";
      readonly issuer: string;
      readonly clientId: string;
      readonly secret: string;
      readonly returnsTo: readonly string[];
    };

export interface Synapse {
  readonly address: string;
  readonly log: string;
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Sees to it that it runs, whatever happened to it. */
  ensure(): Promise<void>;
  kill(): Promise<void>;
  /** Makes an account with a password, for the second client. */
  register(username: string, password: string, displayName: string): Promise<void>;
}

export interface SynapseOptions {
  readonly files: string;
  readonly folder: string;
  readonly port: number;
  readonly way: SynapseWay;
}

export async function startSynapse(options: SynapseOptions): Promise<Synapse> {
  const { folder, files, port, way } = options;
  mkdirSync(folder, { recursive: true });
  const address = `http://localhost:${port}`;
  const log = join(folder, "synapse.log");
  const sharedSecret = randomBytes(24).toString("hex");
  const part = `Synapse (${way.kind})`;
  writeFileSync(join(folder, "signing.key"), `ed25519 a_lane ${unpadded(randomBytes(32))}\n`);
  const settings = { ...commonSettings(folder, port, sharedSecret), ...(await waySettings(way)) };
  // JSON is YAML.
  const file = join(folder, "homeserver.yaml");
  writeFileSync(file, JSON.stringify(settings, null, 2));
  let running: GuardedProcess | null = null;
  const start = async (): Promise<void> => {
    const command = [join(files, "bin/python"), "-m", "synapse.app.homeserver", "-c", file];
    const child = startGuarded(part, command, { log, cwd: folder });
    running = child;
    const isUp = await waitUntil(60_000, async () => child.hasExited() || (await answers(`${address}/health`)), 100);
    if (!isUp || child.hasExited()) {
      await child.kill();
      throw new LaneError(part, isUp ? "ended while it started." : "was not ready within a minute.", log);
    }
  };
  await start();
  return {
    address,
    log,
    start,
    pause: () => running?.pause(),
    resume: () => running?.resume(),
    async ensure() {
      running?.resume();
      if (running?.hasExited() !== false) {
        await start();
      }
    },
    stop: async () => running?.stop(),
    kill: async () => running?.kill(),
    register: (username, password, displayName) => register(address, sharedSecret, { username, password, displayName }),
  };
}

function commonSettings(folder: string, port: number, sharedSecret: string): object {
  const plenty = { per_second: 1000, burst_count: 1000 };
  return {
    server_name: serverName,
    public_baseurl: `http://localhost:${port}/`,
    pid_file: join(folder, "synapse.pid"),
    listeners: [{ port, type: "http", bind_addresses: ["127.0.0.1"], resources: [{ names: ["client", "health"] }] }],
    database: { name: "sqlite3", args: { database: join(folder, "homeserver.db") } },
    media_store_path: join(folder, "media"),
    signing_key_path: join(folder, "signing.key"),
    trusted_key_servers: [],
    suppress_key_server_warning: true,
    report_stats: false,
    registration_shared_secret: sharedSecret,
    macaroon_secret_key: randomBytes(24).toString("hex"),
    form_secret: randomBytes(24).toString("hex"),
    refreshable_access_token_lifetime: "1m",
    presence: { enabled: false },
    // One caller signs in everybody.
    rc_login: { address: plenty, account: plenty, failed_attempts: plenty },
    rc_message: plenty,
    rc_invites: { per_room: plenty, per_user: plenty, per_issuer: plenty },
    rc_joins: { local: plenty },
    rc_room_creation: plenty,
  };
}

async function waySettings(way: SynapseWay): Promise<object> {
  if (way.kind === "jwt") {
    return {
      jwt_config: {
        enabled: true,
        algorithm: "RS256",
        secret: await publicKeyOf(way.issuer),
        issuer: way.issuer,
        audiences: [way.audience],
        subject_claim: "opendesk_username",
      },
    };
  }
  return {
    sso: { client_whitelist: way.returnsTo.map((portal) => `${portal}/`) },
    oidc_providers: [
      {
        idp_id: "keycloak",
        idp_name: "Keycloak",
        issuer: way.issuer,
        client_id: way.clientId,
        client_secret: way.secret,
        scopes: ["openid", "profile"],
        backchannel_logout_enabled: true,
        allow_existing_users: true,
        user_mapping_provider: {
          config: { localpart_template: "{{ user.opendesk_username }}", display_name_template: "{{ user.name }}" },
        },
      },
    ],
  };
}

const keySetSchema = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), use: z.string().optional(), alg: z.string().optional() })),
});

/** The realm's public RS256 key as PEM: Synapse knows no key sets for tokens, only one key. */
async function publicKeyOf(issuer: string): Promise<string> {
  const reply = await fetch(`${issuer}/protocol/openid-connect/certs`, { signal: AbortSignal.timeout(5000) });
  const { keys } = keySetSchema.parse(await reply.json());
  const key = keys.find((candidate) => candidate.alg === "RS256" && candidate.use === "sig");
  if (key === undefined) {
    throw new LaneError("Keycloak", "publishes no RS256 key.");
  }
  return createPublicKey({ key, format: "jwk" }).export({ type: "spki", format: "pem" }).toString();
}

/** Synapse's registration by shared secret (its admin API `/_synapse/admin/v1/register`). */
async function register(
  address: string,
  sharedSecret: string,
  account: { readonly username: string; readonly password: string; readonly displayName: string },
): Promise<void> {
  const path = `${address}/_synapse/admin/v1/register`;
  const { nonce } = z.object({ nonce: z.string() }).parse(await (await fetch(path)).json());
  const mac = createHmac("sha1", sharedSecret)
    .update([nonce, account.username, account.password, "notadmin"].join("\0"))
    .digest("hex");
  const reply = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      nonce,
      username: account.username,
      password: account.password,
      displayname: account.displayName,
      admin: false,
      mac,
    }),
  });
  if (!reply.ok) {
    throw new LaneError("Synapse", `${account.username} could not be registered: ${await reply.text()}`);
  }
}

const unpadded = (bytes: Buffer): string => bytes.toString("base64").replace(/=+$/u, "");
