import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fullName } from "../world/people.ts";
import { buildWeb } from "./build-web.ts";
import { keycloakAdmin } from "./keycloak.ts";
import { type Lane, startLane } from "./lane.ts";
import { passwordOf, realPeople } from "./real-people.ts";
import { factsVariable } from "./lane-facts.ts";
import { makeRunFolder, removeRunFolder, speaker } from "./run-folder.ts";

/** `npm run world:real`: the real Keycloak and two Synapses beside the portal, to try by hand, until Ctrl-C. */
const say = speaker();
const folder = makeRunFolder();
let lane: Lane | null = null;
let isEnding = false;
const end = async (code: number): Promise<never> => {
  isEnding = true;
  await lane?.stop();
  removeRunFolder(folder);
  process.exit(code);
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (!isEnding) {
      say("Stopping …");
      void end(0);
    }
  });
}

try {
  say("Building the pages …");
  await buildWeb(join(folder, "install.log"));
  lane = await startLane({ folder, say, port: Number(process.env["PORT"] ?? 8000) });
  const { facts } = lane;
  const factsFile = join(folder, "facts.json");
  writeFileSync(factsFile, JSON.stringify(facts, null, 2));
  console.log(
    [
      "",
      `Pforte is ready: ${facts.portals.main}`,
      "",
      `  chat by exchanged tokens      ${facts.portals.main}  (homeserver ${facts.homeservers.jwt})`,
      `  chat by single sign-on        ${facts.portals.sso}  (homeserver ${facts.homeservers.sso})`,
      `  Keycloak's administration     ${facts.keycloak.origin}/admin  (${keycloakAdmin.username} / ${keycloakAdmin.password})`,
      `  a page of another site        ${facts.elsewhere.plain}`,
      "",
      ...realPeople.map(
        (person) =>
          `  ${person.username.padEnd(10)} ${passwordOf(person).padEnd(18)} ${fullName(person)}: ${person.role.en}`,
      ),
      "",
      ...Object.entries(facts.logs).map(([name, file]) => `  log of ${name.padEnd(20)} ${file}`),
      "",
      `One spec against these servers: cd e2e && ${factsVariable}=${factsFile} npx playwright test -c real/playwright.real.config.ts chat`,
      "Ctrl-C stops all of it; its data is not kept.",
    ].join("\n"),
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(`Logs are in ${folder}`);
  await lane?.stop();
  process.exit(1);
}
