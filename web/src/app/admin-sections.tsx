import type { Home } from "@pforte/shared/contract/home";
import type { ComponentType } from "react";
import type { AdminSectionLink } from "#features/admin/admin-frame.tsx";
import { AnnouncementsSection } from "#features/admin-announcements/announcements-section.tsx";
import { BrandingSection } from "#features/admin-branding/branding-section.tsx";
import { FileSection } from "#features/admin-code/file-section.tsx";
import { PeopleSection } from "#features/admin-people/people-section.tsx";
import { AuditSection } from "#features/admin-publish/audit-section.tsx";
import { HistorySection } from "#features/admin-publish/history-section.tsx";
import { PublishSection } from "#features/admin-publish/publish-section.tsx";
import { SourcesSection } from "#features/admin-sources/sources-section.tsx";
import { AdminTiles } from "./admin-tiles.tsx";

/** A section of the area: its address is `/admin/<key>`, the first one's also `/admin`. */
interface AdminSection extends AdminSectionLink {
  readonly View: ComponentType<{ home: Home }>;
}

export const adminSections: readonly [AdminSection, ...AdminSection[]] = [
  { key: "tiles", topic: "adminTiles", View: AdminTiles },
  { key: "announcements", topic: "adminAnnouncements", View: AnnouncementsSection },
  { key: "branding", topic: "adminBranding", View: BrandingSection },
  { key: "sources", topic: "adminSources", View: SourcesSection },
  { key: "publish", topic: "adminPublish", View: PublishSection },
  { key: "history", topic: "adminPublish", View: HistorySection },
  { key: "audit", topic: "adminPublish", View: AuditSection },
  { key: "file", topic: "adminCode", View: FileSection },
  { key: "people", topic: "adminPeople", View: PeopleSection },
];

/** The section of an address; an unknown one is the first. */
export function sectionAt(pathname: string): AdminSection {
  const key = pathname.split("/")[2];
  return adminSections.find((section) => section.key === key) ?? adminSections[0];
}
