import { execFile } from "node:child_process";
import { appendFile, chown, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { type RunningPostgres, startPostgres } from "../world/postgres.ts";

const run = promisify(execFile);

/** Statements at one server, whatever else stands before it. */
export async function at(server: RunningPostgres, ...texts: readonly string[]): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: server.url("pforte") });
  await client.connect();
  try {
    let rows: readonly unknown[] = [];
    for (const text of texts) ({ rows } = await client.query(text));
    return rows;
  } finally {
    await client.end();
  }
}

/**
 * A second server that follows the first: a base backup by PostgreSQL's own functions and streaming replication
 * (https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP).
 */
export async function startStandby(primary: RunningPostgres, dataDir: string): Promise<RunningPostgres> {
  const [from, to] = [join(primary.dataDir, "cluster"), join(dataDir, "cluster")];
  const { uid, gid } = await stat(from);
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
  const keeper = new pg.Client({ connectionString: primary.url("postgres") });
  await keeper.connect();
  try {
    await keeper.query("select pg_backup_start('standby', true)");
    await run("cp", ["-a", from, to]);
    await run("cp", ["-a", join(primary.dataDir, "password"), join(dataDir, "password")]);
    const { rows } = await keeper.query<{ label: string }>("select labelfile as label from pg_backup_stop(false)");
    await writeFile(join(to, "backup_label"), rows[0]?.label ?? "");
  } finally {
    await keeper.end();
  }
  await rm(join(to, "postmaster.pid"));
  await writeFile(join(to, "standby.signal"), "");
  const { hostname, port, username, password } = new URL(primary.url("postgres"));
  const way = `host=${hostname} port=${port} user=${username} password=${password}`;
  await appendFile(join(to, "postgresql.auto.conf"), `primary_conninfo = '${way}'\n`);
  for (const name of ["backup_label", "standby.signal"]) await chown(join(to, name), uid, gid);
  return startPostgres({ dataDir });
}
