import { z } from "zod";
import { errorCodeSchema } from "./error-code.ts";

/** The body of every failed JSON reply: a code, a sentence for developers and the id under which the log knows the request. */
export const failureSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  requestId: z.string(),
  source: z.string().optional(),
  retryAfterSeconds: z.number().int().nonnegative().optional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

export type Failure = z.output<typeof failureSchema>;
