import { chmod, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chromiumExecutable } from "./browser.ts";

async function executable(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pforte-browser-"));
  await writeFile(join(folder, name), "#!/bin/sh\n");
  await chmod(join(folder, name), 0o755);
  return folder;
}

describe("the browser of the tests", () => {
  it("is the one that CHROMIUM_PATH names, before any other", async () => {
    const own = join(await executable("mine"), "mine");
    expect(await chromiumExecutable({ CHROMIUM_PATH: own, PATH: await executable("chromium") })).toBe(own);
  });

  it("is refused by name when CHROMIUM_PATH names nothing", async () => {
    await expect(chromiumExecutable({ CHROMIUM_PATH: "/nowhere/chromium", PATH: "" })).rejects.toThrow(
      "/nowhere/chromium",
    );
  });

  it("is else the system's", async () => {
    const folder = await executable("chromium");
    expect(await chromiumExecutable({ PATH: `/nowhere:${folder}` })).toBe(join(folder, "chromium"));
  });

  it("is a failure that says what to install where there is none", async () => {
    await expect(chromiumExecutable({ PATH: "/nowhere", PFORTE_WITHOUT_NPM_CHROMIUM: "1" })).rejects.toThrow(
      /Install the package `chromium`/u,
    );
  });
});
