import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fullName, ines, tobias } from "../world/people.ts";
import { keycloakTokens } from "./keycloak-tokens.ts";
import { expect, keycloak, lane, test } from "./lane-test.ts";
import { judgeMatrix } from "./matrix-contract.ts";
import { freePorts } from "../world/free-ports.ts";
import { passwordOf, rosa } from "./real-people.ts";
import { startSynapse } from "./synapse.ts";

test.describe("the Matrix connector before a real homeserver", () => {
  test("keeps all that the contract suite asks of it", async () => {
    test.setTimeout(180_000);
    const { issuer } = lane.keycloak;
    const tokens = await keycloakTokens(keycloak, issuer, lane.clients.main);
    const folder = mkdtempSync(join(tmpdir(), "pforte-contract-"));
    const [port = 0] = await freePorts(1);
    // One of its own, so that nobody has more or less in it than the suite wants.
    const homeserver = await startSynapse({
      files: dirname(dirname(lane.python)),
      folder,
      port,
      way: { kind: "jwt", issuer, audience: "opendesk-matrix" },
    });
    try {
      for (const person of [ines, tobias, rosa])
        await homeserver.register(person.username, passwordOf(person), fullName(person));
      const foreign = await tokens.forAudience(ines, "opendesk-nextcloud", "portal-aud-nextcloud");
      const verdicts = await judgeMatrix(homeserver.address, foreign);
      expect(verdicts.filter(({ failed }) => failed !== undefined)).toEqual([]);
      expect(verdicts.length).toBeGreaterThan(40);
    } finally {
      await homeserver.stop();
      await tokens.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
