import { endOnCrash } from "../src/crash.ts";
import { createLog } from "../src/pino-log.ts";

// Throws, as a fault of ours would, what it is told to: an error that quotes and carries a secret, or something else.
const [how = "", canary = ""] = process.argv.slice(2);
endOnCrash(createLog("debug"));

const loaded = Object.assign(
  new Error(`${canary}\n    at ${canary} (/a.ts:1:1)`, { cause: new Error(canary, { cause: { token: canary } }) }),
  { response: { headers: { authorization: `Bearer ${canary}` }, body: canary }, cookie: canary },
);
const thrown: Readonly<Record<string, unknown>> = {
  error: loaded,
  text: canary,
  object: { token: canary, stack: `    at ${canary} (/a.ts:1:1)` },
  several: new AggregateError([loaded], canary),
};
const [kind = "", when = ""] = how.split(" ");
if (when === "rejected") {
  void Promise.reject(thrown[kind]);
} else {
  setTimeout(() => {
    throw thrown[kind];
  }, 1);
}
