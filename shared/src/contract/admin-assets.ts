import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { uploadedPictureSchema, webAddressSchema } from "./portal-configuration.ts";

/** Most bytes of an uploaded picture, and most pixels of a side. */
export const pictureLimits = { bytes: 256 * 1024, pixels: 1024 } as const;

/**
 * Uploads a picture (POST, the bytes as body, `Content-Type: image/svg+xml`, `image/png` or `image/webp`, with the portal's
 * header). 200 with `pictureReplySchema`; 400 `bad_request` with `issues` that name what an SVG must not hold; 413; 415.
 */
export const pictureUploadPath = "/api/admin/pictures";
export const pictureReplySchema = z.object({ picture: uploadedPictureSchema });

/** Where a picture is served, for everybody who knows its hash (S66). */
export const picturePath = "/icons/:file";
/** The same address from a picture's name in the configuration. */
export function pictureHref(picture: string): string {
  return `/icons/${picture.replace(/^upload:/u, "")}`;
}

/** What asking an address found (S54). It says no more of why than these words, so that nobody scans ports with it. */
export const linkFindingSchema = z.object({
  address: z.string(),
  checkedAt: z.iso.datetime(),
  state: z.enum(["reachable", "unreachable", "refused"]),
  /** HTTP status of the last answer, `null` without one. */
  status: z.int().nullable(),
  /** Whether it lets itself be framed by the portal (X-Frame-Options, CSP frame-ancestors); `null` where that is unknown. */
  mayBeFramed: z.boolean().nullable(),
});
export type LinkFinding = z.output<typeof linkFindingSchema>;

/** Asks an address now, or gives what was found in the last minute. */
export const checkLink = endpoint({
  method: "POST",
  path: "/api/admin/links/check",
  scope: "admin",
  activity: true,
  body: z.strictObject({ address: webAddressSchema }),
  reply: linkFindingSchema,
});

/** What is known of these addresses, without asking them. */
export const readLinks = endpoint({
  method: "GET",
  path: "/api/admin/links",
  scope: "admin",
  activity: false,
  reply: z.object({ links: z.array(linkFindingSchema) }),
});
