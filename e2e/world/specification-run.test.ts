import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { checkedReply, checkNoted } from "./specification.ts";
import { hasSpecifications } from "./specification-check.ts";

const reply = (path: string, body: unknown) => ({
  call: { method: "GET", path, query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) },
  reply: { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
});

describe("the check of a run", () => {
  test.runIf(hasSpecifications())(
    "names what a stand-in did wrong, counts equal replies once each time, and writes it down",
    () => {
      const folder = mkdtempSync(join(tmpdir(), "pforte-reports-"));
      const check = checkedReply("matrix");
      for (let time = 0; time < 3; time += 1) check(reply("/_matrix/client/versions", { versions: ["v1.11"] }));
      check(reply("/_matrix/client/versions", { versions: "v1.11" }));
      expect(checkNoted(folder)).toEqual([expect.stringContaining("/versions must be array")]);
      const [name = ""] = readdirSync(folder);
      expect(JSON.parse(readFileSync(join(folder, name), "utf8"))).toMatchObject([
        { tool: "matrix", validated: 3, violations: [expect.stringContaining("/versions must be array")] },
      ]);
      expect(checkNoted(folder)).toEqual([]);
      rmSync(folder, { recursive: true });
    },
  );

  test("says that nothing was checked where the vendors' files are missing, which is a failure in CI alone", async () => {
    const script = `
      import { awaitChecks, checkedReply, checkNoted } from ${JSON.stringify(new URL("specification.ts", import.meta.url).href)};
      awaitChecks();
      checkedReply("matrix")(${JSON.stringify({ ...reply("/_matrix/client/versions", {}) })});
      console.log(checkNoted().length);`;
    const run = async (env: Readonly<Record<string, string>>) =>
      promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
        env: { PATH: process.env["PATH"], PFORTE_REFERENCE: "/nowhere", ...env },
      });
    expect(await run({})).toMatchObject({
      stdout: "0\n",
      stderr: expect.stringContaining("specifications are missing"),
    });
    expect(await run({ CI: "true" })).toMatchObject({ stdout: "1\n" });
  });
});
