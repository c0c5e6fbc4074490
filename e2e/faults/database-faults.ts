import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import type { Fault } from "./fault-kinds.ts";
import type { Stage } from "./stage.ts";

/** Undoes a fault. */
export type Heal = () => Promise<void>;

const nothing: Heal = async () => Promise.resolve();

/** Only the portal's own connections, not those of onlookers. */
const cutPortal = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pforte'";

/** Breaks the database, and answers with how to mend it. */
export const databaseFaults = {
  "database restarted in order": async ({ database }: Stage): Promise<Heal> => {
    await database.restart("SIGINT");
    return nothing;
  },
  "database restarted at once": async ({ database }: Stage): Promise<Heal> => {
    await database.restart("SIGQUIT");
    return nothing;
  },
  "database killed": async ({ database }: Stage): Promise<Heal> => {
    await database.restart("SIGKILL");
    return nothing;
  },
  "database read-only": async ({ query }: Stage): Promise<Heal> => {
    await query("alter system set default_transaction_read_only = on");
    await query("select pg_reload_conf()");
    return async () => {
      await query("alter system reset default_transaction_read_only");
      await query("select pg_reload_conf()");
    };
  },
  "database hangs": async ({ database }: Stage): Promise<Heal> => {
    const release = await database.hold("all");
    return async () => Promise.resolve(release());
  },
  "database takes nobody new": async ({ database, query }: Stage): Promise<Heal> => {
    await query(cutPortal);
    const release = await database.hold("first");
    return async () => Promise.resolve(release());
  },
  "database out of connections": async ({ database, query }: Stage): Promise<Heal> => {
    await query(cutPortal);
    const clients: Client[] = [];
    // As many as it takes: whoever comes after the last one is refused.
    for (;;) {
      const client = await database.connect("pforte").catch(() => null);
      if (client === null) break;
      clients.push(client);
    }
    return async () => void (await Promise.all(clients.map(async (client) => client.end().catch(() => undefined))));
  },
  "database table locked": async ({ database }: Stage): Promise<Heal> => {
    const client = await database.connect("pforte");
    await client.query("begin; lock table person_settings in access exclusive mode");
    return async () => client.end();
  },
  "database connections cut": async ({ proxies, query }: Stage, { which }: Fault): Promise<Heal> => {
    // Once by a server that says why, once by a network that does not.
    if (which % 2 === 0) await query(cutPortal);
    else proxies.database.cutAll();
    return nothing;
  },
  "database behind a black hole": async ({ proxies }: Stage): Promise<Heal> => {
    proxies.database.set({ kind: "black-hole" });
    return async () => Promise.resolve(proxies.database.set({ kind: "pass" }));
  },
  "database far away": async ({ proxies }: Stage, { size }: Fault): Promise<Heal> => {
    proxies.database.set({ kind: "delay", milliseconds: size / 30, jitter: size / 20 });
    return async () => Promise.resolve(proxies.database.set({ kind: "pass" }));
  },
} as const;

/** The lock that whoever appends to the audit takes last; the onlooker takes it first. */
const auditLock = 5_707_006;

/**
 * Meets a change of the draft in opposite order: it has the draft and waits for the audit, the onlooker has the audit
 * and waits for the draft. Only the portal looks for deadlocks in time, so it is the one that loses.
 */
export async function deadlock(stage: Stage, edit: () => Promise<unknown>): Promise<{ readonly met: boolean }> {
  const { database, query } = stage;
  const onlooker = await database.connect("pforte");
  try {
    await onlooker.query("set deadlock_timeout = '20s'");
    await onlooker.query(`begin; select pg_advisory_xact_lock(${auditLock})`);
    const editing = edit();
    let isWaiting = false;
    for (let tries = 0; tries < 80 && !isWaiting; tries += 1) {
      await sleep(20);
      const waiting = await query(
        "select 1 from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' and not granted and application_name = 'pforte'",
      );
      isWaiting = waiting.length > 0;
    }
    // Waits until the portal gave way.
    await onlooker.query("select version from draft for update").catch(() => undefined);
    await onlooker.query("rollback").catch(() => undefined);
    await editing;
    return { met: isWaiting };
  } finally {
    await onlooker.end().catch(() => undefined);
  }
}
