import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";

// Measured: 25 MB less at rest and 55 MB less under load, for a fifth more CPU per request, which stays far below its aim.
setFlagsFromString("--optimize-for-size");

// Modules are run from their TypeScript sources; remembering what the compiler made of them spares it at the next start.
// The folder belongs to the checkout, because whoever can write it decides what runs; where it cannot be written, nothing
// is remembered.
enableCompileCache(fileURLToPath(new URL("../../node_modules/.cache/compiled", import.meta.url)));
await import("#start.ts");
