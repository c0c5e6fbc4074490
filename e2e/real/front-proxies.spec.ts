import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { missingProxy, startHaproxy, startNginx } from "./front-proxies.ts";
import { judgeFrontProxy, requestsIn } from "./front-proxy-judge.ts";
import { expect, lane, test } from "./lane-test.ts";

const proxies = [
  { name: "nginx", start: startNginx },
  { name: "HAProxy", start: startHaproxy },
] as const;

test.describe("a portal behind a reverse proxy of Debian", () => {
  for (const { name, start } of proxies) {
    test(`sees through ${name} one request for each that came, and nobody gets another's answer (S39)`, async () => {
      const missing = missingProxy(name);
      // Only on somebody's own machine: where everything must run, starting it fails by its name.
      test.skip(missing !== null && process.env["CI"] === undefined, missing ?? "");
      test.setTimeout(180_000);
      const folder = mkdtempSync(join(tmpdir(), "pforte-front-"));
      const { host, port } = new URL(lane.portals.main);
      const proxy = await start({ folder, portal: Number(port) });
      try {
        const judgement = await judgeFrontProxy({
          port: proxy.port,
          host,
          answeredByPortal: async () => requestsIn(await (await fetch(`${lane.ops.main}/metrics`)).text()),
        });
        console.log(`      ${judgement.tried} malformed requests, ${judgement.passedOn} passed on by ${name}`);
        expect(judgement.problems).toEqual([]);
        expect(judgement.tried).toBeGreaterThan(60);
      } finally {
        await proxy.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});
