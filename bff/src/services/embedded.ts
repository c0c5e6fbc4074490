import { embeddedAllow, embeddedSandbox, type EmbeddedTile } from "@pforte/shared/contract/embedded";
import { localize, type Language } from "@pforte/shared/contract/localized";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { LinkChecks } from "./link-checks.ts";
import { addressIn } from "./portal-identity.ts";
import { visibleTiles, type Viewer } from "./visibility.ts";

/** Tiles that open inside of the portal. */
export interface EmbeddedTiles {
  /** Null for one that is not there, not embedded, not for this viewer, or of the portal's own origin. */
  find(viewer: Viewer | null, key: string, language: Language): Promise<EmbeddedTile | null>;
}

interface EmbeddedTilesOptions {
  readonly configuration: { current(): PublishedConfiguration };
  readonly links: Pick<LinkChecks, "mayBeFramed">;
  readonly publicOrigin: string;
}

export function createEmbeddedTiles({ configuration, links, publicOrigin }: EmbeddedTilesOptions): EmbeddedTiles {
  return {
    async find(viewer, key, language) {
      const tile = visibleTiles(configuration.current().document, viewer).get(key);
      if (tile?.target.kind !== "embedded") return null;
      const address = addressIn(tile.links, language);
      const { origin } = new URL(address);
      // With `allow-same-origin` and scripts a frame of the portal's own origin could take its sandbox off (S36).
      if (origin === publicOrigin) return null;
      return {
        key,
        name: localize(tile.name, language),
        address,
        origin,
        mayBeFramed: await links.mayBeFramed(address),
        sandbox: embeddedSandbox,
        allow: embeddedAllow,
      };
    },
  };
}
