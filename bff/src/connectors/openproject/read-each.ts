import type { z } from "zod";
import type { CallContext } from "#connectors/kit/connector.ts";

/** The entries of a list one by one: one that cannot be read is left out and counted, and costs no other. */
export function readEach<S extends z.ZodType>(call: CallContext, elements: readonly unknown[], schema: S) {
  const items: z.output<S>[] = [];
  for (const element of elements) {
    const parsed = schema.safeParse(element);
    if (parsed.success) items.push(parsed.data);
  }
  const dropped = elements.length - items.length;
  if (dropped > 0) call.log.warn({ dropped }, "Entries of a list could not be read.");
  return { items, dropped };
}
