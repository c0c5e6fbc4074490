import { readFile } from "node:fs/promises";
import { portalConfigurationSchema } from "@pforte/shared/contract/portal-configuration";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { leadIntoDemo } from "./tools-catalogue.ts";
import { checkout } from "./world-data.ts";

const world = {
  portal: "http://localhost:8000",
  toolsPort: 8002,
  matrix: { address: "http://localhost:8003", serverName: "localhost" },
  standIns: { nextcloud: "http://localhost:8005", openproject: "http://localhost:8006" },
};

async function example() {
  const text = await readFile(`${checkout}deploy/portal.example.yaml`, "utf8");
  return portalConfigurationSchema.parse(parse(text));
}

describe("the example configuration in the demo", () => {
  test("is still valid and leads to no host outside of the demo", async () => {
    const { configuration } = leadIntoDemo(await example(), world);
    expect(() => portalConfigurationSchema.parse(configuration)).not.toThrow();
    const addresses = JSON.stringify(configuration).match(/https?:\/\/[^"]+/g) ?? [];
    expect(addresses.length).toBeGreaterThan(20);
    for (const address of addresses) {
      expect(new URL(address).hostname).toMatch(/^([a-z-]+\.)?localhost$/);
    }
  });

  test("keeps path and query, one tool per host", async () => {
    const { configuration, tools } = leadIntoDemo(await example(), world);
    const calendar = configuration.tiles.find((tile) => tile.key === "calendar");
    expect(calendar?.links.de).toBe("http://groupware.localhost:8002/calendar");
    expect(tools.filter((tool) => tool.label === "groupware")).toEqual([
      { label: "groupware", name: { de: "Groupware", en: "Groupware" }, isPublic: false },
    ]);
    expect(tools.find((tool) => tool.label === "files")?.name).toEqual({ de: "Dateien", en: "Files" });
  });

  test("leaves public pages readable without sign-in, and nothing else", async () => {
    const { tools } = leadIntoDemo(await example(), world);
    const open = tools.filter((tool) => tool.isPublic).map((tool) => tool.label);
    expect(open.toSorted()).toEqual(["help", "www"]);
  });

  test("makes a host that a public and a closed tile share a closed one", async () => {
    const configuration = await example();
    const [first, second] = configuration.tiles;
    if (first === undefined || second === undefined) {
      throw new Error("the example has no two tiles");
    }
    const links = { de: "https://both.example.org/" };
    const tiles = [
      { ...first, links, public: true },
      { ...second, links, public: false },
      { ...second, key: "third", links, public: true },
    ];
    const { tools } = leadIntoDemo({ ...configuration, tiles }, world);
    expect(tools.find((tool) => tool.label === "both")?.isPublic).toBe(false);
  });

  test("points each source at what stands in, and people's browsers at the demo tool of the same host", async () => {
    const { configuration } = leadIntoDemo(await example(), world);
    expect(configuration.sources).toMatchObject([
      {
        key: "chat",
        address: "http://localhost:8003",
        audience: "opendesk-matrix",
        settings: { serverName: "localhost", web: "http://chat.localhost:8002" },
      },
      { key: "files", address: "http://localhost:8005", settings: { web: "http://files.localhost:8002" } },
      { key: "projects", address: "http://localhost:8006", settings: { web: "http://projects.localhost:8002" } },
    ]);
  });
});
