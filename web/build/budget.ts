import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { aHome } from "@pforte/shared/testing/a-home";

/** What the start page may cost on a first visit, as transferred (brotli). */
export const budget = { scriptBytes: 120_000, allBytes: 250_000, requests: 12 } as const;

/** What the chat may cost when it is first opened, with the Matrix client in it; nothing of it is WebAssembly. */
const chatBytes = 140_000;

/** Requests that the page makes beside its assets: itself, the configured colours, the rooms and the event stream. */
const requestsBesideAssets = 4;

/**
 * Draws the start page with the built renderer and adds up what its HTML loads at once. Modules that load on first use
 * are not in it; that nothing else loads by itself is measured in the browser by the benchmark.
 */
export async function checkBudget(dist: string): Promise<{ lines: readonly string[]; problems: readonly string[] }> {
  // The module was built from src/entry-server.tsx, whose export this is.
  const { render } = (await import(pathToFileURL(join(dist, "server/entry-server.js")).href)) as {
    render: (data: unknown) => Promise<string>;
  };
  const html = await render({ kind: "home", path: "/", home: aHome() });
  const assets = [...new Set([...html.matchAll(/["(]\/assets\/([^"#)?]+)/gu)].map(([, name]) => name ?? ""))];
  const sizes = assets.map((name) => ({ name, bytes: transferred(join(dist, "client/assets", name)) }));
  const scripts = sizes.filter(({ name }) => name.endsWith(".js"));
  const scriptBytes = sum(scripts.map(({ bytes }) => bytes));
  const allBytes = sum(sizes.map(({ bytes }) => bytes)) + brotliCompressSync(html).length;
  const requests = assets.length + requestsBesideAssets;
  const built = readdirSync(join(dist, "client/assets"));
  const chat = built.filter((name) => /^chat-view-.*\.js$/u.test(name));
  const figures = [
    { what: "JavaScript", is: scriptBytes, may: budget.scriptBytes, unit: "bytes" },
    { what: "all of the start page", is: allBytes, may: budget.allBytes, unit: "bytes" },
    { what: "requests", is: requests, may: budget.requests, unit: "" },
    {
      what: "the chat's own code",
      is: sum(chat.map((name) => transferred(join(dist, "client/assets", name)))),
      may: chatBytes,
      unit: "bytes",
    },
  ];
  return {
    lines: [
      ...sizes.map(({ name, bytes }) => `${String(bytes).padStart(8)}  ${name}`),
      ...figures.map(({ what, is, may, unit }) => `${what}: ${is} of at most ${may} ${unit}`.trimEnd()),
    ],
    problems: [
      ...figures
        .filter(({ is, may }) => is > may)
        .map(({ what, is, may }) => `Over the budget: ${what} ${is}, at most ${may}.`),
      ...built
        .filter((name) => name.endsWith(".wasm"))
        .map((name) => `Encryption was built in, which no page enters: ${name}.`),
    ],
  };
}

function transferred(file: string): number {
  return existsSync(`${file}.br`) ? statSync(`${file}.br`).size : readFileSync(file).length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
