import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { subsetFonts } from "./build/fonts.ts";
import { inertMatrix } from "./build/inert-matrix.ts";
import { pageAssets } from "./build/page-assets.ts";
import { schemas } from "./build/schemas.ts";

const inWeb = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ command, isSsrBuild }) => ({
  root: inWeb("."),
  appType: "custom",
  publicDir: false,
  plugins: [
    react(),
    inertMatrix(),
    schemas(),
    subsetFonts(inWeb("dist/fonts")),
    pageAssets(inWeb("dist/client/.vite/manifest.json")),
  ],
  resolve: {
    alias: [{ find: /^unhomoglyph$/u, replacement: inWeb("build/look-alikes.ts") }],
  },
  // Everything is bundled, so that a page costs the same whatever NODE_ENV the server runs with.
  ...(command === "build"
    ? { ssr: { noExternal: true as const }, define: { "process.env.NODE_ENV": JSON.stringify("production") } }
    : {}),
  build: {
    target: "es2022",
    // Those that know `light-dark()`: where it is replaced, a light and a dark preview on one page are the same.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    manifest: isSsrBuild !== true,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    ...(isSsrBuild === true
      ? { outDir: inWeb("dist/server"), emptyOutDir: true, minify: false, ssrEmitAssets: true }
      : {
          outDir: inWeb("dist/client"),
          emptyOutDir: true,
          rolldownOptions: {
            input: inWeb("src/entry-client.tsx"),
            // Where zod is inert, a schema of the contract that the page does not name is worth nothing.
            treeshake: { manualPureFunctions: ["z", "endpoint"] },
            // What every page loads at once is one file, however many lazy parts use pieces of it: each file is a request.
            output: { codeSplitting: { groups: [{ name: "page", tags: ["$initial"] }] } },
          },
        }),
  },
}));
