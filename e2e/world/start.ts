import { fullName, people } from "./people.ts";
import { startWorld, type World } from "./world.ts";
import { dataFolder } from "./world-data.ts";
import { isBroken, readAncestry } from "./world-parents.ts";
import { explainProblem, StrayProblem } from "./world-problems.ts";
import { type WorldPorts, worldPorts } from "./world-ports.ts";

/** `npm start` and `npm run dev`: the whole world until Ctrl-C. */
const started = performance.now();
const isDevelopment = process.argv.includes("--dev");
const dataDir = dataFolder(process.env);
const stopping = new AbortController();
const say = (line: string): void => void process.stdout.write(`${line}\n`);

process.on("SIGINT", () => stopping.abort());
process.on("SIGTERM", () => stopping.abort());
process.on("SIGHUP", () => stopping.abort());
process.on("uncaughtException", (error) => fail(error));
process.on("unhandledRejection", (error) => fail(error));
// A reader that went away must not end us half-way through stopping.
process.stdout.on("error", () => undefined);
stopWithParent();

process.exitCode = await run();
process.exit();

async function run(): Promise<number> {
  let world: World | null = null;
  try {
    say(`Starting Pforte${isDevelopment ? " for development" : ""}; data is in ${dataDir}`);
    const ports: WorldPorts = worldPorts(process.env);
    const starting = startWorld({ dataDir, ports, say, isDevelopment, signal: stopping.signal });
    world = await starting;
    announce(world.address);
    const why = await Promise.race([world.ended, aborted()]);
    if (why !== null && !stopping.signal.aborted) {
      throw new Error(`The portal stopped by itself; ${why}`);
    }
    if (stopping.signal.reason instanceof StrayProblem) {
      throw stopping.signal.reason;
    }
    say("Stopping …");
    await world.stop();
    return 0;
  } catch (error) {
    await world?.stop();
    if (stopping.signal.aborted && !(stopping.signal.reason instanceof StrayProblem)) {
      return 0;
    }
    const cause = stopping.signal.reason instanceof StrayProblem ? stopping.signal.reason.cause : error;
    process.stderr.write(`${explainProblem(cause, dataDir)}\n`);
    return 1;
  }
}

function announce(address: string): void {
  const width = Math.max(...people.map((person) => fullName(person).length));
  say("");
  say(`Pforte is ready: ${address}`);
  say("");
  say("People of the demo; there are no passwords, choose one on the sign-in page:");
  for (const person of people) {
    say(`  ${fullName(person).padEnd(width)}  ${person.role.en}`);
  }
  say("");
  say(`Started in ${((performance.now() - started) / 1000).toFixed(1)} s. Stop with Ctrl-C.`);
}

async function aborted(): Promise<null> {
  return new Promise((done) => {
    if (stopping.signal.aborted) {
      done(null);
    }
    stopping.signal.addEventListener("abort", () => done(null));
  });
}

function fail(error: unknown): void {
  stopping.abort(new StrayProblem("something failed outside of a call", { cause: error }));
}

/** When npm or the terminal is gone without a word, nobody can press Ctrl-C any more. */
function stopWithParent(): void {
  const ancestry = readAncestry();
  const timer = setInterval(() => {
    if (isBroken(ancestry)) {
      stopping.abort();
    }
  }, 1000);
  timer.unref();
}
