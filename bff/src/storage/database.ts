import { Kysely, PostgresDialect, type PostgresPoolClient, type Transaction } from "kysely";
import pg from "pg";
import type { Log } from "#log.ts";
import { announcing } from "./bus-message.ts";
import { connectionOptions, type ConnectionSettings } from "./connection-options.ts";
import { StorageUnavailableError } from "./storage.ts";
import type { Tables } from "./tables.ts";
import { explain, isConflict } from "./unavailable.ts";

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
  const connect = async (): Promise<PostgresPoolClient> => guard(await pool.connect().catch(rethrow));
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { options: pool.options, connect, end: async () => pool.end() } }),
  });
  return {
    db,
    async prepared<Row extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]) {
      const { rows } = await pool.query<Row>({ name, text, values: [...values] }).catch(rethrow);
      return rows;
    },
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

function rethrow(error: unknown): never {
  throw explain(error);
}

/** A connection that failed to answer is not asked again and not given back: the next user gets a fresh one. */
function guard(client: pg.PoolClient): PostgresPoolClient {
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
