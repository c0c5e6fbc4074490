import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { configurationKeySchema } from "./portal-configuration.ts";

/** Where an embedded tile opens inside of the portal. */
export const embeddedPath = "/app/:key";
/** The same address from the tile's key. */
export function embeddedHref(key: string): string {
  return `/app/${key}`;
}

/**
 * What a framed tool may do: run its own scripts under its own origin, send forms, open windows, download. It may not
 * navigate the portal's page, and windows that it opens stay in the same sandbox (S36).
 */
export const embeddedSandbox = "allow-scripts allow-same-origin allow-forms allow-popups allow-downloads";

/** Powerful features that a framed tool may use (Permissions Policy, `allow` of the frame); everything else stays off. */
export const embeddedAllow = "clipboard-write; fullscreen";

/** One embedded tile, as its frame needs it, in the language of the page. */
export const embeddedTileSchema = z.object({
  key: z.string(),
  name: z.string(),
  /** The tool's own address, for the frame and for a tab of its own. */
  address: z.string(),
  /** The only origin whose messages the page listens to. */
  origin: z.string(),
  /** `false` where the tool is known to refuse frames: the page says so and offers the tab. `null` where nothing is known. */
  mayBeFramed: z.boolean().nullable(),
  /** For the frame's attribute `sandbox`. */
  sandbox: z.string(),
  /** For the frame's attribute `allow`. */
  allow: z.string(),
});
export type EmbeddedTile = z.output<typeof embeddedTileSchema>;

/** 404 `not_found` for a tile that is not there, not embedded, of the portal's own origin, or not for this person. */
export const readEmbedded = endpoint({
  method: "GET",
  path: "/api/embedded/:key",
  scope: "person",
  activity: true,
  params: z.strictObject({ key: configurationKeySchema }),
  reply: embeddedTileSchema,
});
