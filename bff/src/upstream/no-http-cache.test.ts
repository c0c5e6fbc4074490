import { readdir, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";

const packages = new URL("../../../", import.meta.url);
const denied =
  /^(?:http-cache-semantics|cacheable-request|cacheable-lookup|keyv|got|axios.*cache.*|node-cache|make-fetch-happen)$/u;

describe("personal content", () => {
  test("is kept by no HTTP cache library", async () => {
    for (const name of ["bff", "web", "shared"]) {
      const file = await readFile(new URL(`${name}/package.json`, packages), "utf8");
      const { dependencies = {} }: { dependencies?: Readonly<Record<string, string>> } = Object(JSON.parse(file));
      expect(Object.keys(dependencies).filter((dependency) => denied.test(dependency))).toEqual([]);
    }
  });

  test("is kept by no cache of the HTTP client", async () => {
    const directory = new URL("bff/src/", packages);
    const files = (await readdir(directory, { recursive: true })).filter(
      (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
    );
    const texts = await Promise.all(files.map(async (name) => readFile(new URL(name, directory), "utf8")));
    expect(files.length).toBeGreaterThan(50);
    const using = files.filter((_name, index) =>
      /interceptors|MemoryCacheStore|SqliteCacheStore|cacheStores/u.test(texts[index] ?? ""),
    );
    expect(using).toEqual([]);
  });
});
