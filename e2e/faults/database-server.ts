import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { type RunningPostgres, startPostgres } from "../world/postgres.ts";
import { processesBelow } from "./process-tree.ts";

/** A database server that a test restarts, stops and holds; looked at past every proxy. */
export interface DatabaseServer extends RunningPostgres {
  /** Ends it by this signal to its first process, and starts it again on the same data and port. */
  restart(signal: "SIGINT" | "SIGQUIT" | "SIGKILL"): Promise<void>;
  /** Stops its processes where they are, all of them or only the one that takes connections; undone by the answer. */
  hold(which: "all" | "first"): Promise<() => void>;
  /** A connection of an onlooker. */
  connect(database: string): Promise<pg.Client>;
}

/** Starts one on data of its own. */
export async function startDatabaseServer(dataDir: string): Promise<DatabaseServer> {
  let server = await startPostgres({ dataDir });
  const { port } = server;
  const firstProcess = async (): Promise<number> => {
    const text = await readFile(join(server.dataDir, "cluster", "postmaster.pid"), "utf8");
    return Number(text.split("\n")[0]);
  };
  const stop = async (): Promise<void> => server.stop();
  return {
    port,
    dataDir: server.dataDir,
    url: (database) => server.url(database),
    createDatabase: async (name) => server.createDatabase(name),
    async restart(signal) {
      process.kill(await firstProcess(), signal);
      // Waits for its end and frees the folder.
      await server.stop();
      server = await startPostgres({ dataDir: server.dataDir, port });
    },
    async hold(which) {
      const first = await firstProcess();
      const held = which === "first" ? [first] : [first, ...(await processesBelow(first))];
      for (const pid of held) signalSafely(pid, "SIGSTOP");
      return () => {
        for (const pid of held) signalSafely(pid, "SIGCONT");
      };
    },
    async connect(database) {
      const client = new pg.Client({ connectionString: server.url(database) });
      // A restart ends it; whoever uses it then hears so.
      client.on("error", () => undefined);
      await client.connect();
      return client;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** A process may have ended by itself. */
function signalSafely(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone, which is as good.
  }
}
