import { startPostgres } from "./postgres.ts";

/** For tests: starts the database in a process of its own, says where it is, and holds it until it is killed. */
const [dataDir = ""] = process.argv.slice(2);
const server = await startPostgres({ dataDir });
process.stdout.write(`${await server.createDatabase("kept")}\n`);
setInterval(() => undefined, 60_000);
