import { z } from "zod";

/** One variable of the environment: how it is read, and what docs/configuration.md says of it. */
export interface Variable<Value> {
  readonly value: z.ZodType<Value, string>;
  /** Text that stands in where the variable is unset; `null` where it must be set, `""` where nothing is a value. */
  readonly fallback: string | null;
  readonly about: string;
  readonly example: string;
  readonly isSecret?: boolean;
}

/** Declares one variable so that its value keeps its type. */
export function variable<Value>(declaration: Variable<Value>): Variable<Value> {
  return declaration;
}

/** A text, or `null` for none. */
export const optionalText = z
  .string()
  .trim()
  .transform((value) => (value === "" ? null : value));
