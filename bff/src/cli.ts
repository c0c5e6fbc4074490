import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// As for the server: a command would otherwise spend most of its time compiling.
enableCompileCache(fileURLToPath(new URL("../../node_modules/.cache/compiled", import.meta.url)));
await import("#cli/start.ts");
