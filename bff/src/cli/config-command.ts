import { problemLine } from "#services/configuration-file.ts";
import type { FilePlan } from "#services/file-service.ts";
import { configurationFileJsonSchema } from "#services/file-schema.ts";
import { CommandError, exitCodes, type Console, type ExitCode } from "./console.ts";
import { differenceLines } from "./difference-lines.ts";
import { withPortal, type CliPortal } from "./portal.ts";

interface ConfigOptions {
  readonly console: Console;
  readonly operator: string;
  readonly note: string | undefined;
}

/** `pforte config …`: the configuration as a file. */
export async function configCommand([verb, file]: readonly string[], options: ConfigOptions): Promise<ExitCode> {
  const { console } = options;
  switch (verb) {
    case "schema":
      console.out(`${JSON.stringify(configurationFileJsonSchema(), null, 2)}\n`);
      return exitCodes.done;
    case "export":
      return withPortal(options, async ({ files }) => {
        const text = await files.export();
        if (text === null) throw new CommandError("Nothing is published yet.");
        console.out(text);
        return exitCodes.done;
      });
    case "validate":
    case "plan":
    case "apply": {
      const text = await console.read(fileArgument(file));
      return withPortal(options, async (portal) => {
        const plan = await portal.files.plan(text);
        if (plan.kind === "problems") {
          sayProblems(console, plan.problems);
          return exitCodes.mistakes;
        }
        switch (verb) {
          case "validate":
            return validate(portal, plan, console);
          case "plan":
            return show(plan, console);
          case "apply":
            return apply(portal, plan, text, options);
        }
      });
    }
    default:
      throw new CommandError("Say what to do: config export | validate | plan | apply | schema.");
  }
}

function fileArgument(file: string | undefined): string {
  if (file === undefined) throw new CommandError("Name a file, or - for what is piped in.");
  return file;
}

function sayProblems(console: Console, problems: Extract<FilePlan, { kind: "problems" }>["problems"]): void {
  console.say(`${problems.length} ${problems.length === 1 ? "mistake" : "mistakes"}; nothing was changed.`);
  for (const problem of problems) console.say(`  ${problemLine(problem)}`);
}

type Plan = Extract<FilePlan, { kind: "plan" }>;

/** Nothing is in the way of the file; what somebody should look at is said, and asks no more than that. */
async function validate({ lint }: CliPortal, { document }: Plan, console: Console): Promise<ExitCode> {
  const warnings = (await lint(document)).filter(({ severity }) => severity === "warning");
  for (const { rule, path, facts } of warnings) {
    const said = Object.entries(facts).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
    console.say([`warning: ${path}: ${rule.replaceAll("_", " ")}`, ...said].join(", "));
  }
  console.say(`The file can be applied; ${warnings.length} warnings.`);
  return exitCodes.done;
}

function show({ version, origin, difference, changesOwnership }: Plan, console: Console): ExitCode {
  const isChange = difference.length > 0 || changesOwnership;
  console.out(
    differenceLines(difference)
      .map((line) => `${line}\n`)
      .join(""),
  );
  if (changesOwnership) console.say(`What the file says would be kept by it from then on (origin: ${origin}).`);
  console.say(
    isChange ? `${difference.length} changes to version ${version}.` : `Nothing differs from version ${version}.`,
  );
  return isChange ? exitCodes.changes : exitCodes.done;
}

async function apply({ files, by }: CliPortal, plan: Plan, text: string, { console, note }: ConfigOptions) {
  console.out(
    differenceLines(plan.difference)
      .map((line) => `${line}\n`)
      .join(""),
  );
  const reason = note ?? (plan.origin === null ? "Applied at the console" : `Applied from ${plan.origin}`);
  const { version, isChanged } = await files.apply(text, reason.slice(0, 500), by, plan.version);
  console.say(isChanged ? `Version ${version} is in force.` : `Nothing differs from version ${version}.`);
  return exitCodes.done;
}
