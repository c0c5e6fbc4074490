import { z } from "zod";

/** Why content is older than it should be. */
export const staleReasonSchema = z.enum(["unavailable", "timeout", "throttled", "degraded"]);

/** The one union of what can be said of a source; every aggregate reply carries one per source. Times are ISO 8601 in UTC. */
export const sourceStateSchema = z.discriminatedUnion("state", [
  z.object({ state: z.literal("ok"), at: z.iso.datetime() }),
  /** Asked, and no answer yet, nor anything known from before. */
  z.object({ state: z.literal("loading"), since: z.iso.datetime() }),
  z.object({ state: z.literal("stale"), at: z.iso.datetime(), because: staleReasonSchema, since: z.iso.datetime() }),
  z.object({ state: z.literal("not_entitled"), requestAccess: z.url().optional() }),
  z.object({ state: z.literal("needs_first_login"), openAt: z.url().optional() }),
  /** `connect` is a path of the portal that starts the sign-in at this tool. */
  z.object({ state: z.literal("needs_sign_in"), connect: z.string() }),
  z.object({ state: z.literal("throttled"), until: z.iso.datetime() }),
  z.object({ state: z.literal("unavailable"), since: z.iso.datetime() }),
  z.object({ state: z.literal("degraded"), at: z.iso.datetime(), dropped: z.number().int().nonnegative() }),
]);
export type SourceState = z.output<typeof sourceStateSchema>;

/** What happened at one configured source while a reply was gathered. */
export const sourceOutcomeSchema = z.object({
  source: z.string(),
  name: z.string(),
  outcome: sourceStateSchema,
});
export type SourceOutcome = z.output<typeof sourceOutcomeSchema>;
