import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { isCached } from "./cache.ts";
import { keycloakFolder } from "./keycloak-files.ts";
import { LaneError } from "./lane-error.ts";

const howToGet = {
  java: "Java 17 or newer runs Keycloak. Debian and Ubuntu: apt-get install openjdk-17-jre-headless",
  mvn: "Maven downloads Keycloak. Debian and Ubuntu: apt-get install maven",
  python3: "Python 3.10 or newer with venv runs Synapse. Debian and Ubuntu: apt-get install python3 python3-venv",
  openssl: "openssl makes the certificates of the TLS part. Debian and Ubuntu: apt-get install openssl",
  apache2:
    "Apache with its OpenID Connect module is the real WebDAV server. Debian and Ubuntu: apt-get install apache2-bin libapache2-mod-auth-openidc",
  nextcloudcmd: "nextcloudcmd judges the Nextcloud stand-in. Debian and Ubuntu: apt-get install nextcloud-desktop-cmd",
  rclone: "rclone judges the Nextcloud stand-in. Debian and Ubuntu: apt-get install rclone",
  litmus: "litmus judges the Nextcloud stand-in. Debian and Ubuntu: apt-get install litmus",
  tar: "tar unpacks Keycloak. Debian and Ubuntu: apt-get install tar",
} as const;

export type Tool = keyof typeof howToGet;

/** One sentence per tool that this machine lacks, with how to get it. */
export function missingTools(tools: readonly Tool[], path = process.env["PATH"] ?? ""): readonly string[] {
  return tools.filter((tool) => !isOnPath(tool, path)).map((tool) => `${tool} is missing. ${howToGet[tool]}`);
}

/** Fails with all that is missing at once. What only a download needs is not asked for once the cache has it. */
export function requireTools(path?: string): void {
  const tools: readonly Tool[] = ["java", "python3", "openssl", "apache2", "nextcloudcmd", "rclone", "litmus"];
  const missing = missingTools(isCached(keycloakFolder) ? tools : [...tools, "mvn", "tar"], path);
  if (missing.length > 0) {
    throw new LaneError("This machine", ["it cannot run real servers.", ...missing].join("\n  "));
  }
}

function isOnPath(tool: string, path: string): boolean {
  return path
    .split(delimiter)
    .filter((place) => place !== "")
    .some((place) => {
      try {
        accessSync(join(place, tool), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
