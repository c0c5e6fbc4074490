import { join, normalize } from "node:path";
import { createLiveAdministration } from "#services/live-administration.ts";
import { importNubus } from "#services/nubus-import.ts";
import type { Imported } from "#services/nubus-import.ts";
import { CommandError, exitCodes, type Console, type ExitCode } from "./console.ts";
import { withPortal, type CliPortal } from "./portal.ts";

interface ImportCommandOptions {
  readonly console: Console;
  readonly operator: string;
  readonly groups?: string | undefined;
  readonly icons?: string | undefined;
  readonly base?: string | undefined;
  readonly out?: string | undefined;
  readonly report?: string | undefined;
  readonly announcements?: boolean | undefined;
}

/** `pforte import nubus …`: the portal of an openDesk or UCS as a configuration file. It publishes nothing by itself. */
export async function importCommand([from, file]: readonly string[], options: ImportCommandOptions): Promise<ExitCode> {
  const { console } = options;
  if (from !== "nubus" || file === undefined) {
    throw new CommandError("Say what to import: import nubus <portal.json>.");
  }
  if (options.base !== undefined && !/^https?:$/u.test(URL.parse(options.base)?.protocol ?? "")) {
    throw new CommandError("--base is the portal's address, such as https://portal.example.org/univention/portal/.");
  }
  return withPortal(options, async (portal) => {
    const imported = await importNubus(await json(console, file), {
      base: options.base ?? null,
      readIcon: iconsIn(options.icons, console),
      groups: options.groups === undefined ? null : await json(console, options.groups),
      publicOrigin: portal.config.publicOrigin,
      timeZone: portal.config.timeZone,
    });
    if (imported === null) throw new CommandError(`${file} is not the data of a portal.`);
    await hand(imported, options);
    if (options.announcements === true) {
      await putAnnouncements(imported, portal, console);
    } else if (imported.announcements.length > 0) {
      console.say(`${imported.announcements.length} announcements are not put up; --announcements does it, at once.`);
    }
    return exitCodes.done;
  });
}

async function hand({ file, report }: Imported, { console, out, report: reportFile }: ImportCommandOptions) {
  if (out === undefined) {
    console.out(file);
  } else {
    await console.write(out, file);
  }
  if (reportFile === undefined) {
    console.say(report);
  } else {
    await console.write(reportFile, report);
  }
}

async function json(console: Console, path: string): Promise<unknown> {
  const text = await console.read(path);
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(`${path} is not JSON.`);
  }
}

/** Icons by their path in the portal, or by their file's name alone; nothing outside of the folder. */
function iconsIn(folder: string | undefined, console: Console) {
  if (folder === undefined) {
    return null;
  }
  return async (path: string): Promise<Uint8Array | null> => {
    const inside = normalize(path.replace(/^\.?\/+/u, ""));
    const name = inside.slice(inside.lastIndexOf("/") + 1);
    const whole = inside.startsWith("..") ? null : await console.readBytes(join(folder, inside));
    return whole ?? (name === ".." ? null : console.readBytes(join(folder, name)));
  };
}

/** Those that are up already stay as they are. */
async function putAnnouncements({ announcements }: Imported, { storage, by }: CliPortal, console: Console) {
  const published = await storage.configurations.current();
  if (published === null) throw new CommandError("Nothing is published yet.");
  const { live, knownPeople } = storage.administration;
  const administration = createLiveAdministration({
    store: live,
    knownPeople,
    configuration: { current: () => published },
    // The portal's processes hear of it from the database.
    refresh: async () => undefined,
    now: () => new Date(),
  });
  const known = new Set((await administration.read()).announcements.map(({ announcement }) => announcement.key));
  for (const announcement of announcements) {
    const { key } = announcement;
    if (known.has(key)) {
      console.say(`Announcement ${key} is up already and stays as it is.`);
    } else {
      await administration.putAnnouncement({ key, version: 0, by, announcement, showAgain: false });
      console.say(`Announcement ${key} is up.`);
    }
  }
}
