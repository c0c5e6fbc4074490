import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** A database of one test file; gone when it is disposed of. */
export interface TestDatabase {
  readonly url: string;
  /** Runs one statement as an onlooker, outside the code under test. */
  query(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A fresh, migrated database on the run's real PostgreSQL; with `isEmpty`, one without any table. */
export async function createTestDatabase({ isEmpty = false } = {}): Promise<TestDatabase> {
  const server = inject("databaseServer");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await once(server, `create database ${name} template ${isEmpty ? "template0" : "template_migrated"}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    query: async (text, values) => once(url.href, text, values),
    async [Symbol.asyncDispose]() {
      await once(server, `drop database ${name} with (force)`);
    },
  };
}

async function once(url: string, text: string, values: readonly unknown[] = []) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Readonly<Record<string, unknown>>>(text, [...values]);
    return rows;
  } finally {
    await client.end();
  }
}
