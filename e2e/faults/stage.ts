import pg from "pg";
import { type Fleet, type FleetPart, type Replica, startFleet } from "../bench/fleet.ts";
import { type DatabaseServer, startDatabaseServer } from "./database-server.ts";
import { seeded } from "./random.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

/** A portal of two processes with a proxy before everything that it needs. */
export interface Stage extends AsyncDisposable {
  readonly fleet: Fleet;
  readonly database: DatabaseServer;
  readonly proxies: Readonly<Record<FleetPart, TcpProxy>>;
  /** One statement of an onlooker, past the proxy. */
  readonly query: (text: string, values?: readonly unknown[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** A token is renewed half a minute before its end, so this one is renewed by every third second. */
export const usualTokenSeconds = 33;

/** One of the processes, by a number that was drawn. */
export function replicaAt({ replicas }: Pick<Fleet, "replicas">, which: number): Replica {
  const replica = replicas[which % replicas.length];
  if (replica === undefined) throw new Error("A fleet has replicas.");
  return replica;
}

export interface StagePlan {
  readonly seed: number;
  readonly people: number;
  readonly administrators: number;
  /** A module that spoils the portal's own code as it is loaded. */
  readonly defect?: string;
}

export async function startStage(plan: StagePlan): Promise<Stage> {
  await using starting = new AsyncDisposableStack();
  const random = seeded(plan.seed, "jitter");
  const parts = ["database", "provider", "files", "projects", "chat"] as const;
  const started = await Promise.all(parts.map(async (part) => [part, await startTcpProxy(random)] as const));
  for (const [, proxy] of started) starting.use(proxy);
  // One entry for each part.
  const proxies = Object.fromEntries(started) as Record<FleetPart, TcpProxy>;
  const servers: DatabaseServer[] = [];
  const fleet = await startFleet({
    replicas: 2,
    people: plan.people,
    administrators: plan.administrators,
    // A portal that does not find its database at once ends; on a machine that is busy with other tests it may not.
    startTries: 12,
    before: async (part) => Promise.resolve(proxies[part]),
    startDatabase: async (dataDir) => {
      const server = await startDatabaseServer(dataDir);
      servers.push(server);
      return server;
    },
    ...(plan.defect !== undefined && {
      nodeOptions: `--import ${new URL("defects.ts", import.meta.url).href}?defect=${plan.defect}`,
    }),
  });
  starting.use(fleet);
  const [database] = servers;
  if (database === undefined) throw new Error("The fleet has a database.");
  fleet.identityProvider.levers.accessTokenSeconds = usualTokenSeconds;
  const ending = starting.move();
  return {
    fleet,
    database,
    proxies,
    async query(text, values = []) {
      // Onlookers may write also while nobody else may.
      const options = "-c default_transaction_read_only=off";
      const client = new pg.Client({ connectionString: database.url("pforte"), options });
      await client.connect();
      try {
        const { rows } = await client.query<Readonly<Record<string, unknown>>>(text, [...values]);
        return rows;
      } finally {
        await client.end();
      }
    },
    [Symbol.asyncDispose]: async () => ending.disposeAsync(),
  };
}
