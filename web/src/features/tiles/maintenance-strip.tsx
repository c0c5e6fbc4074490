import type { Home, HomeTile } from "@pforte/shared/contract/home";
import { useState } from "react";
import type { ReactElement } from "react";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { maintenanceSentence } from "#ui/maintenance-note.ts";

/** What is known of tools in maintenance: one strip, which opens to the others; it can be put away while the page is open. */
export function MaintenanceStrip({ home }: { home: Home }): ReactElement | null {
  const { t } = useText();
  const [isClosed, setClosed] = useState(false);
  const [first, ...others] = home.categories.flatMap(({ items }) =>
    items.flatMap((item) => (item.kind === "tile" ? [item.tile] : item.tiles)).filter(isInMaintenance),
  );
  if (first === undefined || isClosed) {
    return null;
  }
  const now = new Date(home.now);
  return (
    <section className="notice notice-warn" aria-label={t("maintenance.label")}>
      <Icon name="wrench" />
      <div>
        <Sentence tile={first} now={now} />
        {others.length === 0 ? null : (
          <details className="notice-more">
            <summary>{t("maintenance.more", { count: others.length })}</summary>
            {others.map((tile) => (
              <Sentence key={tile.key} tile={tile} now={now} />
            ))}
          </details>
        )}
      </div>
      {/* In the server's HTML too: a button that came later would wrap the sentence anew and move the page. */}
      <div className="notice-acts">
        <button
          type="button"
          className="ib needs-script"
          aria-label={t("maintenance.close")}
          onClick={() => setClosed(true)}
        >
          <Icon name="close" size={18} />
        </button>
      </div>
    </section>
  );
}

type TileInMaintenance = HomeTile & { readonly maintenance: NonNullable<HomeTile["maintenance"]> };

function isInMaintenance(tile: HomeTile): tile is TileInMaintenance {
  return tile.maintenance !== null;
}

function Sentence({ tile, now }: { tile: TileInMaintenance; now: Date }): ReactElement {
  const text = useText();
  return (
    <p>
      <b>{tile.name}:</b> {maintenanceSentence(tile.maintenance, now, text)}. {tile.maintenance.text}
    </p>
  );
}
