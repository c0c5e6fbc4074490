import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { copyPrograms, installedRoot, linkLibraries } from "./postgres-binaries.ts";
import { lockData } from "./postgres-lock.ts";
import { explainPostgres } from "./postgres-problems.ts";
import { databaseUser, initialise, launch, type LaunchedServer, type Plan } from "./postgres-server.ts";
import { canReach, chooseAccount } from "./postgres-user.ts";
import { freePort } from "./free-ports.ts";

/** A running PostgreSQL of our own on the loopback interface. */
export interface RunningPostgres {
  readonly port: number;
  /** Where the data really lies: elsewhere than asked when the database's account could not have reached it. */
  readonly dataDir: string;
  /** The address of a database, password included. */
  url(database: string): string;
  /** Makes the database unless it exists, and answers with its address. */
  createDatabase(name: string): Promise<string>;
  /** Stops the server and frees the data folder; harmless when repeated. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How to start it. */
export interface PostgresOptions {
  readonly dataDir: string;
  /** Any free port by default. */
  readonly port?: number;
  /** Told what takes time or lies elsewhere than expected. */
  readonly say?: (line: string) => void;
  /** False for tests only: writes are then not forced to disk. */
  readonly isDurable?: boolean;
}

/** Where root keeps what the database's account could not reach otherwise. */
const sharedPlace = "/var/lib/pforte";

/** Starts the PostgreSQL that npm installed, on data that survives; the server ends with this process, however that ends. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const say = options.say ?? (() => undefined);
  const at = { dataDir: resolve(options.dataDir), port: options.port ?? 0 };
  const place = await prepare(at.dataDir, say).catch((error: unknown) => {
    throw isSystemError(error) ? explainPostgres(`${error.code} ${error.message}`, at) : error;
  });
  try {
    const password = await keepPassword(place.dataDir);
    const isDurable = options.isDurable ?? true;
    const plan: Plan = { ...place, port: options.port ?? (await freePort()), isDurable };
    if (!(await exists(join(plan.cluster, "PG_VERSION")))) {
      say("Making the database …");
      await initialise(plan, password);
    }
    const server = await launchOnFreePort(plan, options.port === undefined);
    return running(server.plan, password, {
      gone: server.gone,
      async stop() {
        await server.stop();
        await place.release();
      },
    });
  } catch (error) {
    await place.release();
    throw isSystemError(error) ? explainPostgres(`${error.code} ${error.message}`, { ...at, ...place }) : error;
  }
}

/** Programs and data must be where the database's account can reach them; what is not is moved, and said. */
async function prepare(wanted: string, say: (line: string) => void) {
  let dataDir = wanted;
  let root = installedRoot();
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
  const account = await chooseAccount(join(dataDir, "cluster"));
  if (account !== null) {
    // The account must be able to pass through, not to look around.
    await chmod(dataDir, 0o711);
    const why = `PostgreSQL does not run as root, and its account "${account.name}" cannot enter`;
    if (!(await canReach(account, [dataDir]))) {
      const name = createHash("sha256").update(wanted).digest("hex").slice(0, 12);
      dataDir = join(sharedPlace, `data-${name}`);
      await mkdir(dataDir, { recursive: true, mode: 0o711 });
      say(`${why} ${wanted}: the data is in ${dataDir}.`);
    }
    if (!(await canReach(account, [root]))) {
      say(`${why} ${root}: its programs are in ${sharedPlace}.`);
      root = await copyPrograms(root, sharedPlace);
    }
  }
  const release = await lockData(dataDir);
  const binaries = await linkLibraries(root, join(dataDir, "libraries"));
  return { dataDir, cluster: join(dataDir, "cluster"), account, binaries, release };
}

/** Somebody else may take a free port between looking and listening; then another one is tried. */
async function launchOnFreePort(plan: Plan, mayMove: boolean) {
  for (let tries = 0; ; tries += 1) {
    const attempt = tries === 0 ? plan : { ...plan, port: await freePort() };
    try {
      return { plan: attempt, ...(await launch(attempt)) };
    } catch (error) {
      if (!mayMove || tries === 3 || !(error instanceof Error && error.message.startsWith("Port "))) {
        throw error;
      }
    }
  }
}

function running(plan: Plan, password: string, server: LaunchedServer): RunningPostgres {
  const url = (database: string): string =>
    `postgresql://${databaseUser}:${password}@127.0.0.1:${plan.port}/${encodeURIComponent(database)}`;
  let ending: Promise<void> | null = null;
  const stop = async (): Promise<void> => (ending ??= server.stop());
  return {
    port: plan.port,
    dataDir: plan.dataDir,
    url,
    async createDatabase(name) {
      const client = new pg.Client({ connectionString: url("postgres") });
      await client.connect().catch(async (error: unknown) => {
        // One that ends as soon as it is ready, for want of room, says why in its log.
        await Promise.race([server.gone, sleep(2000)]);
        throw error;
      });
      try {
        const found = await client.query("select 1 from pg_database where datname = $1", [name]);
        if (found.rowCount === 0) {
          await client.query(`create database ${client.escapeIdentifier(name)}`);
        }
        return url(name);
      } finally {
        await client.end();
      }
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function keepPassword(dataDir: string): Promise<string> {
  const file = join(dataDir, "password");
  const known = await readFile(file, "utf8").catch(() => null);
  if (known !== null && known !== "") {
    return known;
  }
  const password = randomBytes(24).toString("base64url");
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function isSystemError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
