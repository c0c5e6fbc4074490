import { readFileSync } from "node:fs";
import { buildApp } from "#app.ts";
import { ConfigError, parseConfig } from "#config/parse-config.ts";
import { readEnv } from "#config/read-env.ts";
import { endOnCrash } from "#crash.ts";
import { createLog } from "#pino-log.ts";
import { run } from "#run.ts";
import { ConfigurationFileError } from "#services/configuration-file.ts";
import { StorageUnavailableError } from "#storage/storage.ts";

/** Says on the console what an operator has to mend, and ends. */
function refuse(lines: readonly string[]): never {
  process.stderr.write(`${lines.join("\n")}\n`);
  process.exit(1);
}

function settings() {
  try {
    return parseConfig(readEnv(), (path) => readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof ConfigError) {
      const problems = error.problems.map(({ variable, expected }) => `  ${variable}: ${expected}`);
      return refuse(["Pforte cannot start with these settings:", ...problems]);
    }
    throw error;
  }
}

function explain(error: unknown): readonly string[] {
  if (error instanceof ConfigurationFileError) {
    return [error.message, ...error.problems.map((problem) => `  ${problem}`)];
  }
  if (error instanceof StorageUnavailableError) {
    const { cause } = error;
    const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    return ["The database of DATABASE_URL does not answer.", `  ${error.message}${code}`];
  }
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return ["The port is taken: choose another PORT or PFORTE_OPS_PORT, or stop what listens there."];
  }
  throw error;
}

/** On a machine that starts much at once this process is late itself, and takes that for the database's silence. */
async function patiently<Value>(work: () => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 3 || !isTooLate(error)) {
        throw error;
      }
    }
  }
}

function isTooLate(error: unknown): boolean {
  return (
    error instanceof StorageUnavailableError && error.cause instanceof Error && /timeout/iu.test(error.cause.message)
  );
}

const { config, secrets } = settings();
const log = createLog(config.logLevel);
endOnCrash(log);
try {
  const portal = await patiently(async () => buildApp(config, secrets, { log }));
  await run(portal, config, log);
} catch (error) {
  refuse(["Pforte cannot start.", ...explain(error)]);
}
