import { registerPictureUploadRoute } from "#routes/admin-pictures.ts";
import { registerLinkRoutes } from "#routes/admin-links.ts";
import { registerEmbeddedRoute } from "#routes/embedded.ts";
import { registerPictureRoutes } from "#routes/pictures.ts";
import { createEmbeddedTiles, type EmbeddedTiles } from "#services/embedded.ts";
import { readIconFamily } from "#services/icon-family.ts";
import { createLinkChecks } from "#services/link-checks.ts";
import { LinkRounds } from "#services/link-rounds.ts";
import { createPictures } from "#services/pictures.ts";
import { certificateAuthorities } from "#upstream/certificate-authorities.ts";
import { createLinkProbe } from "#upstream/link-probe.ts";
import type { AdministrationPart, AdministrationParts } from "./parts.ts";

/** Uploaded pictures, checks of links, and tiles inside of the portal. */
export function createPicturesAndLinks(
  parts: AdministrationParts,
): AdministrationPart & { readonly embedded: EmbeddedTiles } {
  const { config, configuration, storage, assetsDirectory, links: settings = {}, now, log } = parts;
  const { drafts, links: store, pictures: pictureStore } = storage.administration;
  const { publicOrigin } = config;
  const { pace, ...probing } = settings;
  const pictures = createPictures(pictureStore);
  const family = readIconFamily(assetsDirectory);
  const authorities = certificateAuthorities(config.caFile);
  const probe = createLinkProbe({ networks: config.linkNetworks, authorities, ...probing });
  const checks = createLinkChecks({ probe, store, publicOrigin, now });
  const { replays, bus } = storage;
  const rounds = new LinkRounds({ checks, configuration, drafts, store, replays, bus, now, log, pace });
  const embedded = createEmbeddedTiles({ configuration, links: checks, publicOrigin });
  return {
    embedded,
    registerRoutes(app) {
      registerPictureRoutes(app, { pictures, family });
      registerPictureUploadRoute(app, pictures);
      registerLinkRoutes(app, checks);
      registerEmbeddedRoute(app, embedded);
    },
    start: () => rounds.start(),
    close: () => rounds.close(),
  };
}
