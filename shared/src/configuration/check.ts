import type { z } from "zod";
import { announcementSchema, maintenanceSchema } from "../contract/admin-live.ts";
import { portalIdentitySchema, sourceSchema, tileSchema } from "../contract/portal-configuration.ts";

const schemas = {
  tile: tileSchema,
  portal: portalIdentitySchema,
  source: sourceSchema,
  announcement: announcementSchema,
  maintenance: maintenanceSchema,
};
type Schemas = typeof schemas;

/** What was typed as the contract knows it, or the paths of what is wrong (`name.de`, `links.en`), each once. */
export type Checked<Value> =
  | { readonly kind: "valid"; readonly value: Value }
  | { readonly kind: "invalid"; readonly paths: readonly string[] };

/** Parses what a form holds, before it is sent; in the page the contract's own schemas parse nothing. */
export function parseInput<Name extends keyof Schemas>(
  name: Name,
  input: unknown,
): z.ZodSafeParseResult<z.output<Schemas[Name]>> {
  const schema: z.ZodType = schemas[name];
  // What this name's schema has parsed is its output.
  return schema.safeParse(input) as z.ZodSafeParseResult<z.output<Schemas[Name]>>;
}

/** The same, as far as a form asks only where something is wrong. */
export function check<Name extends keyof Schemas>(name: Name, input: unknown): Checked<z.output<Schemas[Name]>> {
  const parsed = parseInput(name, input);
  return parsed.success
    ? { kind: "valid", value: parsed.data }
    : { kind: "invalid", paths: [...new Set(parsed.error.issues.map(({ path }) => path.map(String).join(".")))] };
}
