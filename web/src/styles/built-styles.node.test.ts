import { fileURLToPath } from "node:url";
import { build, resolveConfig } from "vite";
import { expect, test } from "vitest";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

test("the built styles keep light and dark apart at each element, for previews of both on one page", async () => {
  const { build: settings } = await resolveConfig({ configFile: here("../../vite.config.ts") }, "build");
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, cssTarget: settings.cssTarget, rolldownOptions: { input: here("tokens.css") } },
  });
  const text = JSON.stringify(built);
  expect(text).toContain("--surface:light-dark(");
  expect(text).not.toContain("lightningcss");
});
