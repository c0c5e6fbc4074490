import { readFileSync } from "node:fs";
import { buildApp } from "../src/app.ts";
import { parseConfig } from "../src/config/parse-config.ts";
import { readEnv } from "../src/config/read-env.ts";
import { createLog } from "../src/pino-log.ts";
import { run } from "../src/run.ts";

// The portal as an operator starts it, but for times that a test cannot wait for.
const { config, secrets } = parseConfig(readEnv(), (path) => readFileSync(path, "utf8"));
const log = createLog(config.logLevel);
const portal = await buildApp(config, secrets, {
  log,
  // Nobody looks at a page here.
  pages: { renderer: { render: async () => "<!doctype html>" }, assetsDirectory: "/nowhere", build: "test" },
  outboxPace: {
    pollMilliseconds: 200,
    leaseMilliseconds: 4000,
    attemptMilliseconds: 2500,
    longestPauseMilliseconds: 3000,
  },
  pace: { limits: { breakerOpenMilliseconds: 500, slowStartMilliseconds: 1 } },
});
await run(portal, config, log);
