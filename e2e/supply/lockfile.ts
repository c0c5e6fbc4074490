import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { checkout } from "../world/world-data.ts";

const namedSchema = z.record(z.string(), z.object({ specifier: z.string(), version: z.string() })).default({});
const versionsSchema = z.record(z.string(), z.string()).default({});
const lockfileSchema = z.object({
  importers: z.record(
    z.string(),
    z.object({ dependencies: namedSchema, devDependencies: namedSchema, optionalDependencies: namedSchema }),
  ),
  packages: z.record(z.string(), z.object({ resolution: z.record(z.string(), z.unknown()) })),
  snapshots: z.record(z.string(), z.object({ dependencies: versionsSchema, optionalDependencies: versionsSchema })),
});

/** What is installed, to the byte. */
export type Lockfile = z.output<typeof lockfileSchema>;

/** The parts of the product that run or are loaded by a browser; `e2e` and the tools at the root do neither. */
export const shippedRooms = ["bff", "shared", "web"] as const;

/** Files of these are copied into the pages while they are built: nobody imports them at run time, and they ship. */
export const shippedByTheBuild: readonly string[] = ["@fontsource/fira-sans", "@kern-ux/native"];

export async function readLockfile(): Promise<Lockfile> {
  return lockfileSchema.parse(parse(await readFile(join(checkout, "pnpm-lock.yaml"), "utf8")));
}

/** Names of what the product itself asks for. */
export function directPackages(lockfile: Lockfile): readonly string[] {
  const named = shippedRooms.flatMap((room) => Object.keys(lockfile.importers[room]?.dependencies ?? {}));
  return [...new Set(named)].filter((name) => !name.startsWith("@pforte/")).toSorted();
}

/** Everything that comes along, as `name@version`. */
export function shippedPackages(lockfile: Lockfile): readonly string[] {
  const found = new Set<string>();
  // Types that a package wants beside it are there for the compiler, as the room that holds them says.
  const forTools = new Set(
    shippedRooms.flatMap((room) => Object.keys(lockfile.importers[room]?.devDependencies ?? {})),
  );
  const open = shippedRooms.flatMap((room) =>
    Object.entries(lockfile.importers[room]?.dependencies ?? {})
      .filter(([, { version }]) => !version.startsWith("link:"))
      .map(([name, { version }]) => keyOf(lockfile, name, version)),
  );
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (found.has(key)) continue;
    found.add(key);
    const { dependencies, optionalDependencies } = lockfile.snapshots[key] ?? missing(key);
    const next = Object.entries({ ...dependencies, ...optionalDependencies });
    const shipped = next.filter(([name]) => !forTools.has(name));
    open.push(...shipped.map(([name, version]) => keyOf(lockfile, name, version)));
  }
  // One package with other peers is installed twice and read once.
  return [...new Set([...found].map((key) => key.replace(/\(.*$/u, "")))].toSorted();
}

/** An alias names the whole key instead of a version. */
function keyOf(lockfile: Lockfile, name: string, version: string): string {
  return Object.hasOwn(lockfile.snapshots, version) ? version : `${name}@${version}`;
}

function missing(key: string): never {
  throw new Error(`The lockfile names ${key} and does not hold it.`);
}

/** The name of a `name@version`. */
export const nameOf = (key: string): string => key.slice(0, key.lastIndexOf("@"));
