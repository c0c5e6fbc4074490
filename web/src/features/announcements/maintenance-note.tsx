import type { Home, HomeTile } from "@pforte/shared/contract/home";
import type { ReactElement, ReactNode, Ref } from "react";
import { useText } from "#i18n/use-text.tsx";
import { maintenanceSentence } from "#ui/maintenance-note.ts";
import { NoticeStrip } from "#ui/notice-strip.tsx";

/** A tool that is in maintenance, and what for. */
export type TileInMaintenance = HomeTile & { readonly maintenance: NonNullable<HomeTile["maintenance"]> };

/** Those of the page's tiles that are in maintenance. */
export function tilesInMaintenance({ categories }: Home): readonly TileInMaintenance[] {
  return categories.flatMap(({ items }) =>
    items.flatMap((item) => (item.kind === "tile" ? [item.tile] : item.tiles)).filter(isInMaintenance),
  );
}

function isInMaintenance(tile: HomeTile): tile is TileInMaintenance {
  return tile.maintenance !== null;
}

export function MaintenanceNote({
  tile,
  now,
  titleRef,
  acts,
  children,
}: {
  tile: TileInMaintenance;
  now: Date;
  titleRef?: Ref<HTMLParagraphElement> | undefined;
  acts: ReactNode;
  children?: ReactNode;
}): ReactElement {
  const text = useText();
  return (
    <NoticeStrip
      icon="wrench"
      tone="notice-warn"
      titleRef={titleRef}
      acts={acts}
      title={
        <>
          <b>{tile.name}:</b> {maintenanceSentence(tile.maintenance, now, text)}. {tile.maintenance.text}
        </>
      }
    >
      {children}
    </NoticeStrip>
  );
}
