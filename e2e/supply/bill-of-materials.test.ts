import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { checkout } from "../world/world-data.ts";
import { type Bill, faultsOf, fullName, licenceOf, makeBill, shippedOf } from "./bill-of-materials.ts";
import { readLockfile, shippedByTheBuild, shippedPackages } from "./lockfile.ts";

/**
 * Licences that may be part of a work under EUPL-1.2: permissive ones, and MPL-2.0, which the licence's own appendix
 * names as compatible. OFL-1.1 is for fonts, which stay under it.
 */
const fitting = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "EUPL-1.2",
  "ISC",
  "MIT",
  "MPL-2.0",
  "OFL-1.1",
]);

/** One of several offered is enough; of several that hold together, each must fit. */
function fits(expression: string): boolean {
  const alternatives = expression.replaceAll(/[()]/gu, "").split(" OR ");
  return alternatives.some((each) => each.split(" AND ").every((licence) => fitting.has(licence)));
}

let bill: Bill;
beforeAll(async () => {
  const text = await readFile(join(checkout, "package.json"), "utf8");
  bill = await makeBill(z.object({ packageManager: z.string() }).parse(JSON.parse(text)).packageManager);
}, 120_000);

describe("the bill of materials", () => {
  it("is valid by the published schema of CycloneDX, which refuses one that is not (S75)", async () => {
    expect(await faultsOf(bill)).toBeNull();
    const [first, ...others] = bill.components;
    const spoilt = { ...bill, components: [{ ...first, version: undefined, type: "thing" }, ...others] };
    expect(await faultsOf(spoilt as unknown as Bill)).not.toBeNull(); // What no bill is, for the schema to find.
  });

  it("names the product, its version, and every package of the lockfile that ships, once (S75)", async () => {
    const manifest: unknown = JSON.parse(await readFile(join(checkout, "package.json"), "utf8"));
    expect(bill.metadata.component).toMatchObject(z.object({ name: z.string(), version: z.string() }).parse(manifest));
    const named = shippedOf(bill).map((component) => `${fullName(component)}@${component.version}`);
    expect(new Set(named).size).toBe(named.length);
    const shipped = shippedPackages(await readLockfile());
    expect(shipped.length).toBeGreaterThan(50);
    expect(shipped.filter((key) => !named.includes(key))).toEqual([]);
    const others = named.filter((key) => !shipped.includes(key)).map((key) => key.replace(/@[^@]+$/u, ""));
    // Besides: our own rooms, what the build copies, and the server's runtime for the machine that this is.
    expect(others.filter((name) => !/^(?:@pforte\/\w+|node-linux-\w+)$/u.test(name)).toSorted()).toEqual(
      shippedByTheBuild.toSorted(),
    );
  });

  it("names a licence for all of it that ships, and each fits EUPL-1.2 (S75)", () => {
    const unfit = shippedOf(bill).filter((component) => !fits(licenceOf(component)));
    expect(unfit.map((component) => [fullName(component), licenceOf(component)])).toEqual([]);
    // What would not fit is found.
    expect(
      ["GPL-3.0-only", "AGPL-3.0-only", "MIT AND GPL-2.0-only", "BUSL-1.1", "", "SEE LICENSE IN x"].some(fits),
    ).toBe(false);
  });
});
