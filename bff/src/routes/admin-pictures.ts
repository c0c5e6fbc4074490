import { pictureLimits, pictureReplySchema, pictureUploadPath } from "@pforte/shared/contract/admin-assets";
import type { FastifyInstance } from "fastify";
import { PortalError } from "#plugins/portal-error.ts";
import { pictureTypes, type PictureKind } from "#services/picture-check.ts";
import type { PictureService } from "#services/pictures.ts";
import { actBy } from "./act-by.ts";

/** Takes a picture as bytes of its own type; what is wrong with it is said, and nothing is kept of it. */
export function registerPictureUploadRoute(app: FastifyInstance, pictures: PictureService): void {
  app.post(
    pictureUploadPath,
    {
      config: { access: { scope: "admin", kind: "transfer", activity: true, body: "pictures" } },
      schema: { response: { 200: pictureReplySchema } },
      bodyLimit: pictureLimits.bytes,
    },
    async (request) => {
      const kind = kindOf(request.headers["content-type"]);
      // No parser and no person are cases that were answered before; nothing is kept then either way.
      if (request.signedIn === null || kind === null || !Buffer.isBuffer(request.body)) {
        throw new PortalError("bad_request", { message: "There is no picture in the body." });
      }
      return { picture: await pictures.add(kind, request.body, actBy(request.signedIn, request.id)) };
    },
  );
}

function kindOf(type: string | undefined): PictureKind | null {
  const kinds = ["svg", "png", "webp"] as const;
  return kinds.find((kind) => pictureTypes[kind] === type?.toLowerCase()) ?? null;
}
