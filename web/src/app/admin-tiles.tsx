import type { Home } from "@pforte/shared/contract/home";
import { Suspense } from "react";
import type { ReactElement } from "react";
import { KeptMaintenance } from "#features/admin-announcements/kept-maintenance.tsx";
import { MaintenanceDialog } from "#features/admin-announcements/maintenance-dialog.tsx";
import { TilesSection } from "#features/admin-tiles/tiles-section.tsx";
import { TopicTexts } from "#i18n/use-text.tsx";

/** Tiles, whose menu enters a maintenance with the form of announcements. */
export function AdminTiles({ home }: { home: Home }): ReactElement {
  const { timeZone } = home;
  return (
    <>
      <TilesSection
        home={home}
        drawMaintenance={({ key, name }, onClose) => (
          <Suspense fallback={null}>
            <TopicTexts topic="adminAnnouncements">
              <MaintenanceDialog tile={key} name={name} timeZone={timeZone} onClose={onClose} />
            </TopicTexts>
          </Suspense>
        )}
      />
      <Suspense fallback={null}>
        <TopicTexts topic="adminAnnouncements">
          <KeptMaintenance timeZone={timeZone} />
        </TopicTexts>
      </Suspense>
    </>
  );
}
