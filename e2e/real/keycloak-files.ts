import { rmSync } from "node:fs";
import { join } from "node:path";
import { cached, runToEnd } from "./cache.ts";

const keycloakVersion = "26.7.3";

/** Its name in the cache. */
export const keycloakFolder = `keycloak-${keycloakVersion}`;

/** What Keycloak must know when it is built; the start repeats them. */
export const buildOptions = ["--db=dev-file", "--cache=local"] as const;

/** Keycloak, downloaded by Maven and built ("augmented", half a minute) once. */
export async function keycloakFiles(log: string, say: (line: string) => void): Promise<string> {
  return cached(keycloakFolder, async (folder) => {
    const artifact = `org.keycloak:keycloak-quarkus-dist:${keycloakVersion}:tar.gz`;
    const plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1";
    say(`Downloading Keycloak ${keycloakVersion} (176 MB) with Maven …`);
    // Within the folder, so that the archive is found wherever this machine keeps its Maven repository.
    await runToEnd(
      "Keycloak's download",
      ["mvn", "-q", "-B", `${plugin}:copy`, `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`],
      log,
      folder,
    );
    const archive = join(folder, `keycloak-quarkus-dist-${keycloakVersion}.tar.gz`);
    await runToEnd("Keycloak's unpacking", ["tar", "xzf", archive, "-C", folder, "--strip-components=1"], log);
    rmSync(archive);
    say("Building Keycloak once …");
    await runToEnd("Keycloak's build", [join(folder, "bin/kc.sh"), "build", ...buildOptions], log);
  });
}
