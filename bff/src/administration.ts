import type { FastifyInstance } from "fastify";
import { createConfigurationAsCode } from "#administration/code.ts";
import { createDrafting } from "#administration/drafts.ts";
import { createLiveAdministration } from "#administration/live.ts";
import { createNavigation } from "#administration/navigation.ts";
import type { AdministrationParts } from "#administration/parts.ts";
import { createPicturesAndLinks } from "#administration/pictures-and-links.ts";
import { createSourceAdministration } from "#administration/source-administration.ts";
import type { EmbeddedTiles } from "#services/embedded.ts";

/** All that administrators do, and what other tools read of it. */
export interface Administration {
  /** Tiles inside of the portal, for the pages that show them. */
  readonly embedded: EmbeddedTiles;
  registerRoutes(app: FastifyInstance): void;
  /** Begins what runs by itself, such as the daily check of links. */
  start(): void;
  close(): Promise<void>;
}

/** Puts the rooms of the administration together. */
export async function createAdministration(parts: AdministrationParts): Promise<Administration> {
  const picturesAndLinks = createPicturesAndLinks(parts);
  const rooms = [
    createDrafting(parts),
    createConfigurationAsCode(parts),
    createLiveAdministration(parts),
    picturesAndLinks,
    createSourceAdministration(parts),
    createNavigation(parts),
  ];
  return {
    embedded: picturesAndLinks.embedded,
    registerRoutes: (app) => rooms.forEach((room) => room.registerRoutes(app)),
    start: () => rooms.forEach((room) => room.start?.()),
    async close() {
      await Promise.all(rooms.map(async (room) => room.close?.()));
    },
  };
}
