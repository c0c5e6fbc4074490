import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { clientApiCases, judgeClientApi } from "../world/matrix-client-cases.ts";
import { fullName, ines, tobias } from "../world/people.ts";
import { expect, lane, test } from "./lane-test.ts";
import { judgedSynapse } from "./matrix-client-api.ts";
import { freePorts } from "../world/free-ports.ts";
import { passwordOf, rosa } from "./real-people.ts";
import { startSynapse } from "./synapse.ts";

test.describe("the client API that the page's Matrix client speaks", () => {
  test("is at a real homeserver what the stand-in makes of it", async () => {
    test.setTimeout(420_000);
    const folder = mkdtempSync(join(tmpdir(), "pforte-client-api-"));
    const [port = 0] = await freePorts(1);
    // One of its own, so that nobody has more or less in it than the cases want.
    const homeserver = await startSynapse({
      files: dirname(dirname(lane.python)),
      folder,
      port,
      way: { kind: "jwt", issuer: lane.keycloak.issuer, audience: "opendesk-matrix" },
    });
    try {
      for (const person of [ines, tobias, rosa])
        await homeserver.register(person.username, passwordOf(person), fullName(person));
      const verdicts = await judgeClientApi(judgedSynapse(homeserver.address, 60));
      expect(verdicts.filter(({ failed }) => failed !== null)).toEqual([]);
      expect(verdicts).toHaveLength(clientApiCases.length);
    } finally {
      await homeserver.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
