import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { ConfigError } from "#config/parse-config.ts";
import { Refusal } from "#services/refusal.ts";
import { StorageUnavailableError, UnstorableTextError } from "#storage/storage.ts";
import { configCommand } from "./config-command.ts";
import { CommandError, exitCodes, type Console, type ExitCode } from "./console.ts";
import { importCommand } from "./import-command.ts";
import { personCommand } from "./person-command.ts";

const usage = `pforte config export                       the published configuration as YAML
pforte config validate <file|->            0 when it can be applied, 1 with all its mistakes
pforte config plan <file|->                the difference; 0 when there is none, 2 when there is, 1 with mistakes
pforte config apply <file|-> [--note ..]   publishes what the file says; nothing where nothing differs
pforte config schema                       the JSON Schema of the file
pforte import nubus <portal.json> [--groups groups.json] [--icons folder] [--base address]
    [--out file.yaml] [--report report.txt] [--announcements]
pforte person export <issuer> <subject>    everything that is kept of one person, as JSON
pforte person erase <issuer> <subject>     deletes it
--as <name>                                who is written into the audit, without it the user of the system
The settings are the server's: the same environment, the same database.`;

/** Runs one command; says why where it cannot be done. */
export async function runCommand(args: readonly string[], console: Console): Promise<ExitCode> {
  try {
    const { positionals, values } = parsed(args);
    const [topic, ...rest] = positionals;
    const operator = values.as ?? userInfo().username;
    if (topic === undefined || values.help === true) {
      console.say(usage);
      return values.help === true ? exitCodes.done : exitCodes.mistakes;
    }
    switch (topic) {
      case "config":
        return await configCommand(rest, { console, operator, note: values.note });
      case "import":
        return await importCommand(rest, { console, operator, ...values });
      case "person":
        return await personCommand(rest, { console, operator });
      default:
        throw new CommandError(`There is no command ${topic}. ${usage}`);
    }
  } catch (error) {
    for (const line of explanation(error)) console.say(line);
    return exitCodes.mistakes;
  }
}

function parsed(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        note: text,
        as: text,
        groups: text,
        icons: text,
        base: text,
        out: text,
        report: text,
        announcements: flag,
        help: flag,
      },
    });
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : "The arguments cannot be read.");
  }
}

function explanation(error: unknown): readonly string[] {
  if (error instanceof ConfigError) {
    return [
      "These settings cannot be used:",
      ...error.problems.map(({ variable, expected }) => `  ${variable}: ${expected}`),
    ];
  }
  if (error instanceof StorageUnavailableError) {
    return ["The database of DATABASE_URL does not answer.", `  ${error.message}`];
  }
  if (error instanceof Refusal) {
    return [error.message, ...error.issues.map(({ path, message }) => `  ${path}: ${message}`)];
  }
  if (error instanceof CommandError || error instanceof UnstorableTextError) {
    return [error.message];
  }
  throw error;
}
