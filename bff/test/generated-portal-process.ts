import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { buildApp } from "../src/app.ts";
import { parseConfig } from "../src/config/parse-config.ts";
import { readEnv } from "../src/config/read-env.ts";
import { createLog } from "../src/pino-log.ts";
import { run } from "../src/run.ts";
import { testPages } from "./portal.ts";

// The portal as an operator starts it, that also says of its own process what only that process can know.
const { config, secrets } = parseConfig(readEnv(), (path) => readFileSync(path, "utf8"));
const log = createLog(config.logLevel);
setFlagsFromString("--expose-gc");
// The flag brings the function into contexts that are made after it.
const collect = runInNewContext("gc") as () => void;
const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const properties = () => prototypes.map((each) => Reflect.ownKeys(each).length);
const before = properties();

process.on("message", () => {
  collect();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const areWhole =
    properties().every((count, at) => count === before[at]) && Object.keys(Object.prototype).length === 0;
  process.send?.({ rss, held: heapUsed + arrayBuffers, areWhole });
});

// Whoever started it may die before it is asked to end.
process.on("disconnect", () => process.exit(0));

const portal = await buildApp(config, secrets, { log, pages: await testPages() });
await run(portal, config, log);
process.send?.("ready");
