import { join } from "node:path";
import { keycloakFiles } from "./keycloak-files.ts";
import { makeRunFolder, removeRunFolder, speaker } from "./run-folder.ts";
import { synapseFiles } from "./synapse-files.ts";

/** Downloads and builds what the lane of real servers needs, so that it can be done beside something else: `node e2e/real/prepare.ts`. */
const say = speaker();
const folder = makeRunFolder();
const log = join(folder, "install.log");
await Promise.all([keycloakFiles(log, say), synapseFiles(log, say)]);
removeRunFolder(folder);
say("Keycloak and Synapse are ready to be started.");
