import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { openMemoryGroup, openProcessorGroup } from "./cgroup.ts";

/** What a test of the surroundings may need of the machine. */
export type Need = "root" | "libfaketime" | "unshare" | "nft" | "cgroup";

const faketimePlaces = [
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
  "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
  "/usr/local/lib/faketime/libfaketimeMT.so.1",
];

/** The library that makes a process see another time, or undefined. */
export const faketime = faketimePlaces.find((place) => existsSync(place));

const isOnPath = (program: string): boolean =>
  (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));

const isThere: Readonly<Record<Need, () => boolean>> = {
  root: () => process.getuid?.() === 0,
  libfaketime: () => faketime !== undefined,
  unshare: () => isOnPath("unshare"),
  nft: () => isOnPath("nft"),
  cgroup: canGroup,
};

/** Its files may be there and not be ours to write, as in most containers. */
function canGroup(): boolean {
  try {
    openMemoryGroup(64)[Symbol.dispose]();
    openProcessorGroup()[Symbol.dispose]();
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether a test must be skipped because something is missing here, which is then said. In CI nothing may be skipped: the
 * test runs, and fails for want of it.
 */
export function isMissing(...needs: readonly Need[]): boolean {
  const missing = needs.filter((need) => !isThere[need]());
  if (missing.length === 0 || (process.env["CI"] ?? "") !== "") return false;
  process.stderr.write(`Tests of the surroundings are skipped: this machine has no ${missing.join(", ")}.\n`);
  return true;
}
