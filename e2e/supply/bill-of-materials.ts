import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { z } from "zod";
import { checkout } from "../world/world-data.ts";
import { shippedByTheBuild } from "./lockfile.ts";

const run = promisify(execFile);

const licenceSchema = z.union([
  z.object({ license: z.union([z.object({ id: z.string() }), z.object({ name: z.string() })]) }),
  z.object({ expression: z.string() }),
]);
const componentSchema = z.looseObject({
  name: z.string(),
  group: z.string().optional(),
  version: z.string(),
  scope: z.string().optional(),
  licenses: z.array(licenceSchema).default([]),
});
const billSchema = z.looseObject({
  specVersion: z.string(),
  metadata: z.looseObject({ component: z.looseObject({ name: z.string(), version: z.string() }) }),
  components: z.array(componentSchema),
});

/** What the product is made of, in CycloneDX; what it is only built and tested with is `excluded`. */
export type Bill = z.output<typeof billSchema>;
export type Component = Bill["components"][number];

/** Has the package manager write it down from what is installed, and corrects what it cannot know. */
export async function makeBill(packageManager: string): Promise<Bill> {
  const format = ["--sbom-format", "cyclonedx", "--sbom-spec-version", "1.6", "--sbom-type", "application"];
  const { stdout } = await run("npx", ["--yes", packageManager, "sbom", ...format], {
    cwd: checkout,
    maxBuffer: 64 * 1024 * 1024,
  });
  const bill = billSchema.parse(JSON.parse(stdout));
  return { ...bill, components: bill.components.map(asShipped) };
}

/** Fonts and styles are taken by the build, so the package manager holds them for a tool of it. */
function asShipped(component: Component): Component {
  if (!shippedByTheBuild.includes(fullName(component))) return component;
  const { scope: _excluded, ...shipped } = component;
  return shipped;
}

export const fullName = ({ group, name }: Component): string => (group === undefined ? name : `${group}/${name}`);

export const shippedOf = ({ components }: Bill): readonly Component[] =>
  components.filter(({ scope }) => scope !== "excluded");

/** What the published schema of CycloneDX finds wrong; null when it finds nothing. */
export async function faultsOf(bill: Bill): Promise<unknown> {
  return new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(JSON.stringify(bill));
}

/** The licence of a component as one SPDX expression; empty when it names none. */
export function licenceOf({ licenses }: Component): string {
  return licenses
    .map((each) =>
      "expression" in each ? each.expression : "id" in each.license ? each.license.id : each.license.name,
    )
    .join(" AND ");
}
