import { join } from "node:path";
import { cached, runToEnd } from "./cache.ts";

export const synapseVersion = "1.163.2";
const nioVersion = "0.26.0";

/** A Python of its own with Synapse and, as the second client, matrix-nio; installed once (280 MB). */
export async function synapseFiles(log: string, say: (line: string) => void): Promise<string> {
  return cached(`synapse-${synapseVersion}-nio-${nioVersion}`, async (folder) => {
    say(`Installing Synapse ${synapseVersion} and matrix-nio ${nioVersion} with pip …`);
    await runToEnd("Synapse's environment", ["python3", "-m", "venv", folder], log);
    const packages = [`matrix-synapse[oidc,jwt]==${synapseVersion}`, `matrix-nio==${nioVersion}`];
    // By module, not by its script: the scripts name the folder's first name, and it is renamed when it is whole.
    const python = join(folder, "bin/python");
    await runToEnd("Synapse's installation", [python, "-m", "pip", "install", "-q", ...packages], log);
  });
}
