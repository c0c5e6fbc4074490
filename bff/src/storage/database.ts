import { Kysely, PostgresDialect, type PostgresPoolClient, type Transaction } from "kysely";
import pg from "pg";
import type { Log } from "#log.ts";
import { announcing } from "./bus-message.ts";
import { connectionOptions, type ConnectionSettings } from "./connection-options.ts";
import { StorageUnavailableError } from "./storage.ts";
import type { Tables } from "./tables.ts";
import { explain, isConflict, isReadOnly } from "./unavailable.ts";

/** How long who waits: a request must hear "not now" before a person gives up. */
const limits = { acquire: 1000, statement: 2000, answer: 2500, idleInTransaction: 5000, close: 2000 } as const;

/** The pool with its limits; whatever it throws for want of a database is a StorageUnavailableError. */
export interface Database {
  readonly db: Kysely<Tables>;
  /** Runs a statement that the server keeps prepared per connection: for the hot path. */
  readonly prepared: <Row extends pg.QueryResultRow>(
    name: string,
    text: string,
    values: readonly unknown[],
  ) => Promise<Row[]>;
  /**
   * Uses no connection any more that was opened before. For a server that takes no writes any more: after a failover the
   * address leads to another one, and connections to the former primary would read what is old. Not again for a while,
   * because the only server there is may be read-only as well.
   */
  readonly leave: () => void;
  /** Runs `work` in one transaction, again when it lost against another one; it must not act outside of it. */
  readonly transaction: <Result>(work: (tx: Transaction<Tables>) => Promise<Result>) => Promise<Result>;
  close(): Promise<void>;
}

export function openDatabase(
  settings: ConnectionSettings & { readonly log: Log; readonly poolSize?: number },
): Database {
  const pool = new pg.Pool({
    ...connectionOptions(settings),
    max: settings.poolSize ?? 10,
    connectionTimeoutMillis: limits.acquire,
    statement_timeout: limits.statement,
    query_timeout: limits.answer,
    idle_in_transaction_session_timeout: limits.idleInTransaction,
  });
  pool.on("error", (error) => settings.log.warn({ reason: error.message }, "A database connection broke while idle."));
  // A server's goodbye may come in the same breath as its welcome, before whoever is handed the connection listens to it;
  // and nobody listens to one that is on its way out. What is said then is found out by the next statement, or by nobody.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const lot = lotOfConnections(pool);
  const connect = async (): Promise<PostgresPoolClient> => guard(await lot.take(), lot.leave);
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { options: pool.options, connect, end: async () => pool.end() } }),
  });
  return {
    db,
    async prepared<Row extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]) {
      const client = await lot.take();
      let failed: unknown;
      try {
        return (await client.query<Row>({ name, text, values: [...values] })).rows;
      } catch (error) {
        failed = error;
        throw explain(error);
      } finally {
        client.release(failed !== undefined);
      }
    },
    leave: lot.leave,
    async transaction(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await db.transaction().execute(async (tx) => announcing(tx, work));
        } catch (error) {
          if (attempt === 3 || !isConflict(error)) {
            throw error;
          }
        }
      }
    },
    async close() {
      // Connections to a server that hangs would wait for its goodbye; ending the process must not.
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, limits.close);
      });
      await Promise.race([db.destroy(), late]);
      clearTimeout(timer);
    },
  };
}

/** How long a server that takes no writes is given to be the only one there is. */
const leaveAgainMilliseconds = 1000;

/** The connections of a pool, all of which can be left at once. */
function lotOfConnections(pool: pg.Pool) {
  const openedIn = new WeakMap<pg.PoolClient, number>();
  let lot = 0;
  let leftAt = Number.NEGATIVE_INFINITY;
  pool.on("connect", (client) => openedIn.set(client, lot));
  return {
    async take(): Promise<pg.PoolClient> {
      for (;;) {
        const client = await pool.connect().catch((error: unknown) => {
          throw explain(error);
        });
        if (openedIn.get(client) === lot) return client;
        client.release(true);
      }
    },
    leave: (): void => {
      if (performance.now() - leftAt < leaveAgainMilliseconds) return;
      leftAt = performance.now();
      lot += 1;
    },
  };
}

/** A connection that failed to answer is not asked again and not given back: the next user gets a fresh one. */
function guard(client: pg.PoolClient, leave: () => void): PostgresPoolClient {
  let broken: unknown = null;
  // The pool listens to idle connections only; one that is cut while lent would end the process otherwise.
  const note = (error: Error): void => {
    broken ??= explain(error);
  };
  client.on("error", note);
  const query = async (sql: string, parameters: readonly unknown[]): Promise<unknown> => {
    if (broken !== null) {
      throw broken;
    }
    try {
      return await client.query(sql, [...parameters]);
    } catch (error) {
      if (isReadOnly(error)) leave();
      const explained = explain(error);
      broken ??= explained instanceof StorageUnavailableError ? explained : null;
      throw explained;
    }
  };
  return {
    // Kysely's type also knows cursors, which nobody here uses, and describes the driver's result in its own words.
    query: query as PostgresPoolClient["query"],
    release(destroy = false) {
      client.off("error", note);
      client.release(destroy || broken !== null);
    },
  };
}
