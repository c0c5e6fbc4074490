import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWeb } from "./build-web.ts";
import { type Lane, startLane } from "./lane.ts";
import { factsVariable } from "./lane-facts.ts";
import { unsteadyRuns } from "../house/lanes.ts";
import { lastLines, makeRunFolder, removeRunFolder, speaker } from "./run-folder.ts";

/** `npm run test:real`: real servers, the built portal between them, and people in Chromium. Arguments go to Playwright. */
const say = speaker();
// The stand-ins of tools that cannot be installed are held to their vendors' specifications here too.
process.env["PFORTE_CHECK_REPLIES"] = "1";
const folder = makeRunFolder();
let lane: Lane | null = null;
const end = async (): Promise<void> => {
  await lane?.stop();
  lane = null;
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    void end().finally(() => process.exit(1));
  });
}

async function playwright(factsFile: string): Promise<number> {
  const here = fileURLToPath(new URL("../", import.meta.url));
  const cli = createRequire(import.meta.url).resolve("@playwright/test/cli");
  const args = [cli, "test", "-c", "real/playwright.real.config.ts", ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, {
    cwd: here,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, [factsVariable]: factsFile },
  });
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => done(code ?? 1));
  });
}

try {
  // CI built them for the journeys a moment ago.
  if (process.env["PFORTE_PAGES"] !== "built") {
    say("Building the pages …");
    await buildWeb(join(folder, "install.log"));
  }
  lane = await startLane({ folder, say });
  const factsFile = join(folder, "facts.json");
  writeFileSync(factsFile, JSON.stringify(lane.facts, null, 2));
  say("All servers are up. Now the people.");
  process.exitCode = await playwright(factsFile);
  say(process.exitCode === 0 ? "The lane passed." : `The lane failed; logs and data stay in ${folder}`);
  if (process.exitCode !== 0) {
    console.log(lastLines(lane.facts, 12));
  }
  // Last, because the end of the output is what is kept of a run.
  for (const { file, name } of unsteadyRuns()) {
    say(`Did not pass at the first try: ${file} ${name}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  say(`The lane failed; logs and data stay in ${folder}`);
  process.exitCode = 1;
} finally {
  await end();
  if (process.exitCode === 0) {
    removeRunFolder(folder);
  }
}
