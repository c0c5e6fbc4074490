import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { checkout } from "../world/world-data.ts";
import { faultsOf, makeBill, shippedOf } from "./bill-of-materials.ts";

/** `npm run sbom`: writes the bill of materials of this release, or says what the schema finds wrong with it. */
const file = join(checkout, "sbom.cdx.json");
const manifest = z
  .object({ packageManager: z.string() })
  .parse(JSON.parse(await readFile(join(checkout, "package.json"), "utf8")));
const bill = await makeBill(manifest.packageManager);
const faults = await faultsOf(bill);
if (faults !== null) {
  console.error("The bill of materials is not valid CycloneDX:", faults);
  process.exit(1);
}
await writeFile(file, `${JSON.stringify(bill, null, 2)}\n`);
console.log(`${file}: ${shippedOf(bill).length} components ship, ${bill.components.length} in all.`);
