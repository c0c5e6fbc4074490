import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@pforte/e2e/world/postgres";
import { migrations } from "../src/storage/migrate.ts";
import { createStorage } from "../src/storage/postgres-storage.ts";
import { quietLog } from "./quiet-log.ts";
import { actAsRelease, releaseClock } from "./release-acts.ts";
import { recordStatements, type ReleaseRecord } from "./release-record.ts";

// Before each release: `node bff/test/record-release.ts`. What it writes is never edited, and later releases have to stand it.
const folder = await mkdtemp(join(tmpdir(), "pforte-release-"));
await using server = await startPostgres({ dataDir: join(folder, "postgres"), isDurable: false });
const databaseUrl = await server.createDatabase("release");
// One connection, so that there is one order.
const storage = await createStorage({ databaseUrl, now: () => releaseClock, log: quietLog, poolSize: 1 });
const statements = recordStatements();
await actAsRelease(storage);
const step = Object.keys(migrations).at(-1) ?? "";
const record: ReleaseRecord = { step, keepsPrepared: true, statements: [...statements] };
await writeFile(new URL(`releases/${step}.json`, import.meta.url), `${JSON.stringify(record, null, 2)}\n`);
await storage.close();
await rm(folder, { recursive: true, force: true });
