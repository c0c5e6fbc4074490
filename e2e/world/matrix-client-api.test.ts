import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientApiCases } from "./matrix-client-cases.ts";
import { type CaseStage, type JudgedHomeserver, openCaseStage } from "./matrix-judged-device.ts";
import { type MatrixStandIn, startMatrixStandIn } from "./matrix-stand-in.ts";

describe("the client API of the homeserver stand-in, by the same cases as a real one", () => {
  let matrix: MatrixStandIn;
  let stage: CaseStage;
  let passed = 0;

  beforeAll(async () => {
    matrix = await startMatrixStandIn({ issuer: null, now: () => new Date(Date.now() + passed), accessSeconds: 60 });
    const names = { ines: "Ines Marquardt", tobias: "Tobias Kranich", rosa: "Rosa Linden" };
    for (const [localpart, name] of Object.entries(names)) matrix.homeserver.account(localpart, name);
    const homeserver: JudgedHomeserver = {
      address: matrix.address,
      serverName: matrix.serverName,
      async signIn(person, wantsRefresh = false) {
        const id = randomBytes(5).toString("hex").toUpperCase();
        const grant = matrix.devices.signIn(matrix.homeserver.userId(person), id, "judged", wantsRefresh, null);
        const refresh = "refresh_token" in grant ? grant.refresh_token : null;
        return { user: grant.user_id, device: grant.device_id, token: grant.access_token, refresh };
      },
      outliveTokens: async () => void (passed += 61_000),
      limitSends: (milliseconds) => matrix.rateLimit(milliseconds === null ? null : { milliseconds, only: "send" }),
    };
    stage = await openCaseStage(homeserver);
  });
  afterAll(async () => matrix.close());

  test.each(clientApiCases)("$name", async ({ run }) => {
    await expect(run(stage)).resolves.toBeUndefined();
  });

  test("has all that a client needs among its cases", () => {
    expect(clientApiCases.length).toBeGreaterThan(75);
    expect(new Set(clientApiCases.map(({ name }) => name)).size).toBe(clientApiCases.length);
  });
});
