import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Start options that keep Chromium quiet on a closed network and able to run as root. */
export const chromiumArguments: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const systemNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"] as const;

/**
 * The Chromium that the tests drive: `CHROMIUM_PATH`, else one of the system, else the one that npm ships.
 * Without any it fails and says what to install.
 */
export async function chromiumExecutable(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const wanted = environment["CHROMIUM_PATH"];
  if (wanted !== undefined && wanted !== "") {
    if (isExecutable(wanted)) {
      return wanted;
    }
    throw new Error(`CHROMIUM_PATH names ${wanted}, which is not an executable file.`);
  }
  return onPath(environment["PATH"] ?? "") ?? (await shippedByNpm(environment));
}

function onPath(path: string): string | null {
  const places = path.split(delimiter).filter((place) => place !== "");
  for (const name of systemNames) {
    const found = places.map((place) => join(place, name)).find(isExecutable);
    if (found !== undefined) {
      return found;
    }
  }
  return null;
}

async function shippedByNpm(environment: Readonly<Record<string, string | undefined>>): Promise<string> {
  const howTo =
    "No Chromium found. Install the package `chromium` of your system, or set CHROMIUM_PATH to a Chromium or Chrome of 140 or newer.";
  if (environment["PFORTE_WITHOUT_NPM_CHROMIUM"] === "1") {
    throw new Error(howTo);
  }
  try {
    const { default: shipped } = await import("@sparticuz/chromium");
    return await shipped.executablePath();
  } catch (cause) {
    throw new Error(howTo, { cause });
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
