import { createSealer } from "#auth/sealer.ts";
import { exportPerson } from "#services/person-data.ts";
import { PersonVault } from "#services/person-vault.ts";
import { CommandError, exitCodes, type Console, type ExitCode } from "./console.ts";
import { logTo, withPortal } from "./portal.ts";

interface PersonOptions {
  readonly console: Console;
  readonly operator: string;
}

/** `pforte person …`: what is kept of one person, by issuer and subject as sign-in tells them. */
export async function personCommand(
  [verb, issuer, subject]: readonly string[],
  options: PersonOptions,
): Promise<ExitCode> {
  if ((verb !== "export" && verb !== "erase") || issuer === undefined || subject === undefined) {
    throw new CommandError("Say what to do with whom: person export | erase <issuer> <subject>.");
  }
  const { console } = options;
  const owner = { issuer, subject };
  return withPortal(options, async ({ secrets, storage, by }) => {
    const { personData: store } = storage.administration;
    if (verb === "export") {
      const sealer = createSealer(secrets.sessionKeys);
      const vault = new PersonVault({ sealer, secret: secrets.identifierKey, log: logTo(console) });
      const data = await exportPerson({ store, vault }, owner, by);
      console.out(`${JSON.stringify(data, null, 2)}\n`);
      return exitCodes.done;
    }
    const erased = await store.erase(owner, by);
    for (const [table, rows] of Object.entries(erased)) console.out(`${table}: ${rows}\n`);
    console.say("Rows of the audit stay, and the name in versions that this person published.");
    return exitCodes.done;
  });
}
