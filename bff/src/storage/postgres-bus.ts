import pg from "pg";
import { z } from "zod";
import type { Log } from "#log.ts";
import { announce, busChannel, lastSequenceQuery, readMessage } from "./bus-message.ts";
import { connectionOptions, type ConnectionSettings } from "./connection-options.ts";
import type { Database } from "./database.ts";
import { missedEnds } from "./missed-ends.ts";
import type { Bus, BusMessage } from "./ports/bus.ts";

/** A cut that nobody announces must be noticed well within the two seconds in which a revocation holds everywhere. */
const heartbeat = { pause: 600, answer: 700 } as const;
const closing = 500;
/** How long a connection is kept to a server that never took a write; it may be the only one there is. */
const readOnlyMilliseconds = 1000;
const backoff = { first: 50, most: 1000 } as const;
/** How often a process that hears nothing looks for sessions that ended. */
const lookMilliseconds = 500;

/** LISTEN/NOTIFY on a connection of its own, which a transaction pooler in between would break. */
export interface PostgresBus extends Bus {
  close(): Promise<void>;
}

/** Starts listening and answers once it does. */
export async function openBus(
  settings: ConnectionSettings & { readonly log: Log },
  database: Database,
): Promise<PostgresBus> {
  const listener = new Listener(
    settings,
    async (milliseconds) => missedEnds(database, milliseconds),
    () => database.leave(),
  );
  await listener.connect().catch(async (error: unknown) => {
    await listener.close();
    throw error;
  });
  return {
    publish: async (message) => announce(database.db, [message]),
    subscribe: (hear) => added(listener.messages, hear),
    isListening: () => listener.isListening,
    heardSince: () => listener.heardSince,
    onReconnect: (hear) => added(listener.reconnects, hear),
    close: async () => listener.close(),
  };
}

/** Every subscription is an entry of its own, also when the same function is given twice. */
function added<Hear>(all: Set<{ readonly hear: Hear }>, hear: Hear): () => void {
  const entry = { hear };
  all.add(entry);
  return () => void all.delete(entry);
}

const resultsSchema = z.tuple([
  z.unknown(),
  z.object({ rows: z.tuple([z.object({ last: z.coerce.number().int() })]) }),
]);
const lastOf = (results: unknown) => resultsSchema.safeParse(results).data?.[1].rows[0].last ?? null;

class Listener {
  readonly messages = new Set<{ readonly hear: (message: BusMessage, sequence: number | null) => void }>();
  readonly reconnects = new Set<{ readonly hear: () => void }>();
  isListening = false;
  heardSince: number | null = null;
  readonly #settings: ConnectionSettings & { readonly log: Log };
  #client: pg.Client | null = null;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #missed: (milliseconds: number) => Promise<readonly BusMessage[]>;
  readonly #leave: () => void;
  /** What was looked up, for as long as the gap lasts. */
  readonly #told = new Set<string>();
  /** Until when everything was certainly heard. */
  #heardAt = performance.now();
  /** The same when the gap began that is not yet filled. */
  #deafSince: number | null = null;
  #isLooking = false;
  #looking: NodeJS.Timeout | undefined;

  constructor(
    settings: ConnectionSettings & { readonly log: Log },
    missed: (milliseconds: number) => Promise<readonly BusMessage[]>,
    leave: () => void,
  ) {
    this.#settings = settings;
    this.#missed = missed;
    this.#leave = leave;
  }

  #connectedAt = 0;
  #wasWritable = false;

  async connect(): Promise<void> {
    this.#connectedAt = performance.now();
    this.#wasWritable = false;
    const client = new pg.Client({
      ...connectionOptions(this.#settings),
      connectionTimeoutMillis: 1000,
      query_timeout: heartbeat.answer,
    });
    this.#client = client;
    client.on("notification", ({ payload }) => this.#hear(payload));
    client.on("error", (error) => this.#lose(client, error.message));
    client.on("end", () => this.#lose(client, "the connection ended"));
    await client.connect();
    // One transaction: nobody takes a number between the last one before and the first that is heard here.
    const results: unknown = await client.query(`listen ${busChannel}; ${lastSequenceQuery}`);
    if (this.#client === client) {
      this.heardSince = lastOf(results);
      this.isListening = true;
      this.#beat(client);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.isListening = false;
    clearTimeout(this.#timer);
    clearInterval(this.#looking);
    const client = this.#client;
    this.#client = null;
    if (client !== null) {
      // A server that hangs would never confirm the end.
      const late = setTimeout(() => client.connection.stream.destroy(), closing);
      // A connection that broke on its way out is out as well.
      await client.end().catch(() => undefined);
      clearTimeout(late);
    }
  }

  #beat(client: pg.Client): void {
    this.#timer = setTimeout(() => {
      client.query<{ readonly mode: string }>("select current_setting('transaction_read_only') as mode").then(
        ({ rows: [row] }) => {
          if (this.#client !== client) {
            return;
          }
          this.#heardAt = performance.now();
          const isReadOnly = row?.mode === "on";
          if (isReadOnly && (this.#wasWritable || performance.now() - this.#connectedAt > readOnlyMilliseconds)) {
            // Nobody tells anything at a former primary any more.
            this.#leave();
            this.#lose(client, "the server takes no writes");
          } else {
            this.#wasWritable = !isReadOnly;
            this.#beat(client);
          }
        },
        (error: unknown) => this.#lose(client, error instanceof Error ? error.message : "no answer"),
      );
    }, heartbeat.pause);
  }

  #lose(client: pg.Client, reason: string): void {
    if (this.#client !== client || !this.isListening) {
      return;
    }
    this.isListening = false;
    this.heardSince = null;
    this.#settings.log.warn({ reason }, "The connection for messages between replicas broke.");
    this.#drop(client);
    this.#retry(backoff.first);
    this.#deafSince ??= this.#heardAt;
    clearInterval(this.#looking);
    this.#looking = setInterval(() => void this.#look(), lookMilliseconds).unref();
    void this.#look();
  }

  /**
   * Tells of sessions that ended unheard, until one look began after listening had. An end may be told twice: to whoever
   * knows it, it means nothing.
   */
  async #look(): Promise<void> {
    const { isListening } = this;
    if (this.#isLooking || this.#isClosed || this.#deafSince === null) {
      return;
    }
    this.#isLooking = true;
    try {
      for (const message of await this.#missed(performance.now() - this.#deafSince)) {
        if (message.type === "session_ended" && !this.#told.has(message.sessionHash)) {
          this.#told.add(message.sessionHash);
          this.#tell(message, null);
        }
      }
      if (isListening && this.isListening) {
        clearInterval(this.#looking);
        this.#told.clear();
        this.#deafSince = null;
      }
    } catch {
      // The database does not answer at all. Nobody is believed meanwhile, and the next look tells it.
    } finally {
      this.#isLooking = false;
    }
  }

  #drop(client: pg.Client): void {
    clearTimeout(this.#timer);
    this.#client = null;
    // A server that does not answer would never confirm a polite end; the socket is closed after asking.
    client.end().catch(() => undefined);
    client.connection.stream.destroy();
  }

  #retry(milliseconds: number): void {
    if (this.#isClosed) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.connect().then(
        () => this.#reconnected(),
        () => {
          if (this.#client !== null) {
            this.#drop(this.#client);
          }
          this.#retry(Math.min(milliseconds * 2, backoff.most));
        },
      );
    }, milliseconds);
  }

  #reconnected(): void {
    if (this.isListening) {
      this.#settings.log.info({}, "The connection for messages between replicas is back.");
      void this.#look();
      for (const { hear } of this.reconnects) {
        this.#safely(hear);
      }
    }
  }

  #hear(payload: string | undefined): void {
    const heard = readMessage(payload);
    if (heard === null) {
      this.#settings.log.debug({}, "A message between replicas was not understood.");
      return;
    }
    this.#tell(heard.message, heard.sequence);
  }

  #tell(message: BusMessage, sequence: number | null): void {
    for (const { hear } of this.messages) {
      this.#safely(() => hear(message, sequence));
    }
  }

  #safely(hear: () => void): void {
    try {
      hear();
    } catch (error) {
      const reason = error instanceof Error ? error.message : "unknown";
      this.#settings.log.error({ reason }, "A listener on the bus threw, which it must not.");
    }
  }
}
