import { chmod, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { missingTools, requireTools } from "./tools.ts";

describe("the tools of the lane with real servers", () => {
  it("are all named at once, each with how to get it, where they are missing", () => {
    expect(() => requireTools("/nowhere")).toThrow(/java is missing[^]*openjdk[^]*python3 is missing[^]*python3-venv/u);
  });

  it("are found on the path, and only where they can be run", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pforte-tools-"));
    await writeFile(join(folder, "mvn"), "#!/bin/sh\n");
    expect(missingTools(["mvn"], folder)).toHaveLength(1);
    await chmod(join(folder, "mvn"), 0o755);
    expect(missingTools(["mvn"], `/nowhere:${folder}`)).toEqual([]);
  });
});
