import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { quickFolder } from "@pforte/e2e/support/quick-folder";
import { startPostgres } from "@pforte/e2e/world/postgres";
import type { TestProject } from "vitest/node";
import { migrate } from "../src/storage/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the run's database server; the path names its maintenance database. */
    readonly databaseServer: string;
  }
}

/** One real PostgreSQL per test run, with a migrated template that test databases are copied from. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(quickFolder(), "pforte-test-"));
  const server = await startPostgres({ dataDir, isDurable: false });
  await migrate({ databaseUrl: await server.createDatabase("template_migrated") });
  project.provide("databaseServer", server.url("postgres"));
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
    if (server.dataDir !== dataDir) {
      await rm(server.dataDir, { recursive: true, force: true });
    }
  };
}
