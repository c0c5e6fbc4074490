import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createTestDatabase } from "../test/database.ts";
import { freePort } from "@pforte/e2e/world/free-ports";
import { environmentOf, siteOf, startPortalProcess, untilAnswered } from "../test/portal-process.ts";

const canary = "canary-7f3a";
const crashing = fileURLToPath(new URL("../test/crashing-process.ts", import.meta.url));
const said = "something was thrown that nobody caught";

describe("a crash", { timeout: 120_000 }, () => {
  it("says where it happened, and nothing of what was thrown (S67)", async () => {
    const ways = ["error thrown", "error rejected", "text thrown", "object rejected", "several thrown"];
    const all = ways.map(async (how) => {
      const script = { script: crashing, scriptArguments: [how, canary] };
      await using running = startPortalProcess({}, script);
      return { how, code: await running.ended, text: running.text() };
    });
    for (const { how, code, text } of await Promise.all(all)) {
      expect({ how, code, isSaid: text.includes(said), isLeft: text.includes(canary) }).toEqual({
        how,
        code: 1,
        isSaid: true,
        isLeft: false,
      });
    }
    const [first] = await Promise.all(all);
    expect(first?.text).toContain("crashing-process.ts");
  });

  it("of the portal itself is one, and says none of its secrets (S67)", async () => {
    await using database = await createTestDatabase();
    const site = siteOf({ port: await freePort(), databaseUrl: database.url, issuer: "http://localhost:9/realms/x" });
    const environment = await environmentOf(site, { PFORTE_LOG_LEVEL: "debug" });
    // A fault of ours that comes with all that the process knows.
    const fault = `process.on("SIGUSR2", () => { throw Object.assign(new Error(JSON.stringify(process.env)), process.env) })`;
    const nodeArguments = [`--import=data:text/javascript,${encodeURIComponent(fault)}`];
    await using running = startPortalProcess(environment, { nodeArguments });
    await untilAnswered(running, `${site.origin}/api/session`);
    running.kill("SIGUSR2");
    expect(await running.ended).toBe(1);
    const text = running.text();
    expect(text).toContain(said);
    for (const secret of [site.clientSecret, site.sessionKeys.slice(4), site.identifierKey, site.databaseUrl]) {
      expect(text).not.toContain(secret);
    }
  });
});
