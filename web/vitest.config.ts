import { chromiumArguments, chromiumExecutable } from "../e2e/support/browser.ts";
import react from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import { msw } from "msw/vite";
import { fileURLToPath } from "node:url";
import { defineProject } from "vitest/config";
import { subsetFonts } from "./build/fonts.ts";
import { inertMatrix } from "./build/inert-matrix.ts";
import { pageAssets } from "./build/page-assets.ts";
import { quickReact } from "./build/quick-react.ts";

const inWeb = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineProject(async () => ({
  root: inWeb("."),
  publicDir: false as const,
  plugins: [
    react(),
    inertMatrix(),
    msw({ mode: "worker-only" }),
    subsetFonts(inWeb("dist/fonts")),
    pageAssets(inWeb("dist/.none")),
  ],
  resolve: { alias: [{ find: /^unhomoglyph$/u, replacement: inWeb("build/look-alikes.ts") }] },
  // Modules found late would load a second React into a cold run; those of Node's tests are none of the page's.
  optimizeDeps: {
    entries: ["src/**/*.{ts,tsx}", "!src/**/*.node.test.ts", "!src/testing/matrix-stage.ts"],
    rolldownOptions: { plugins: [inertMatrix(), quickReact()] },
  },
  define: { "process.env.VIRT_ON": '"1"', "process.env.NODE_ENV": '"test"' },
  test: {
    name: "web",
    include: ["src/**/*.test.{ts,tsx}"],
    exclude: ["src/**/*.node.test.ts"],
    setupFiles: ["src/testing/setup.ts"],
    testTimeout: 20_000,
    // Once more in CI, as in the lane of real servers; what did not pass at the first try is named in the last lines.
    retry: process.env["CI"] === undefined ? 0 : 1,
    // Two pages side by side, each with its own window; after the server's tests, beside the loads.
    maxWorkers: 2,
    sequence: { groupOrder: 1 },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { executablePath: await chromiumExecutable(), args: [...chromiumArguments] },
      }),
      instances: [{ browser: "chromium" as const }],
    },
  },
}));
