import { registerPictureUploadRoute } from "#routes/admin-pictures.ts";
import { registerPictureRoutes } from "#routes/pictures.ts";
import { readIconFamily } from "#services/icon-family.ts";
import { createPictures } from "#services/pictures.ts";
import type { AdministrationPart, AdministrationParts } from "./parts.ts";

/** Uploaded pictures, checks of links, and tiles inside of the portal. */
export function createPicturesAndLinks({ storage, assetsDirectory }: AdministrationParts): AdministrationPart {
  const pictures = createPictures(storage.administration.pictures);
  const family = readIconFamily(assetsDirectory);
  return {
    registerRoutes(app) {
      registerPictureRoutes(app, { pictures, family });
      registerPictureUploadRoute(app, pictures);
    },
  };
}
