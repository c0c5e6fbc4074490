import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { sourceCapabilitySchema } from "./home.ts";
import { localizedTextSchema } from "./localized.ts";
import { sourceSchema } from "./portal-configuration.ts";

/**
 * A kind of tool that can be connected; `settings` is the JSON Schema (2020-12) of its settings, for the form: each of its
 * `properties` has a `label` with the texts `de` and `en`.
 */
export const sourceKindSchema = z.object({
  kind: z.string(),
  name: localizedTextSchema,
  capabilities: z.array(sourceCapabilitySchema),
  settings: z.record(z.string(), z.unknown()),
});
export type SourceKind = z.output<typeof sourceKindSchema>;

/** How a published source does, over all people, without anybody's content. */
export const sourceHealthSchema = z.object({
  key: z.string(),
  state: z.enum(["ok", "failing", "unused", "off", "broken"]),
  lastSuccessAt: z.iso.datetime().nullable(),
  lastFailure: z.object({ at: z.iso.datetime(), reason: z.string(), status: z.int().nullable() }).nullable(),
  /** Milliseconds of the last 100 calls at this replica, or `null` before the first. */
  latency: z.object({ median: z.number(), p95: z.number(), calls: z.int() }).nullable(),
});
export type SourceHealth = z.output<typeof sourceHealthSchema>;

export const readSources = endpoint({
  method: "GET",
  path: "/api/admin/sources",
  scope: "admin",
  activity: false,
  reply: z.object({ kinds: z.array(sourceKindSchema), health: z.array(sourceHealthSchema) }),
});

/** What a test of a connection found, step by step; it uses the caller's own rights at the tool and changes nothing. */
export const testSource = endpoint({
  method: "POST",
  path: "/api/admin/sources/test",
  scope: "admin",
  activity: true,
  body: z.strictObject({ source: sourceSchema }),
  reply: z.object({
    steps: z.array(
      z.object({
        step: z.enum(["settings", "address", "token", "call"]),
        state: z.enum(["ok", "failed", "skipped"]),
        /** For people who know the tool: in English, without addresses or tokens. */
        detail: z.string(),
        milliseconds: z.number().nullable(),
      }),
    ),
  }),
});
