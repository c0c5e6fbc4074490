import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { configurationDocs } from "./configuration-docs.ts";

/** Writes docs/configuration.md: `node bff/src/config/write-docs.ts`. A test checks that the file is current. */
writeFileSync(fileURLToPath(new URL("../../../docs/configuration.md", import.meta.url)), configurationDocs());
