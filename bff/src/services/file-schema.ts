import { configurationFileSchema } from "@pforte/shared/contract/configuration-file";
import { z } from "zod";

/** The form of a configuration file as JSON Schema (2020-12), for editors; what a file may leave out is not required. */
export function configurationFileJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(configurationFileSchema, { io: "input" });
  return { $schema, title: "Pforte: configuration as a file", ...schema };
}
