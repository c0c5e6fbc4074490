import type { DraftOperation } from "../contract/admin-draft.ts";
import { portalConfigurationSchema, tileSchema, type PortalConfiguration } from "../contract/portal-configuration.ts";

/** A tile with that key, named after it. */
export function aTile(key: string, more: Partial<ReturnType<typeof tileSchema.parse>> = {}) {
  const name = `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
  return tileSchema.parse({
    key,
    name: { de: name, en: `${name} (en)` },
    icon: "mail",
    links: { de: `https://${key}.example.org/` },
    ...more,
  });
}

/** A small document: communication with mail and calendar, documents with files, a folder of offices, and chat nowhere. */
export function aConfiguration(more: Partial<PortalConfiguration> = {}): PortalConfiguration {
  return portalConfigurationSchema.parse({
    portal: {
      name: { de: "Portal", en: "Portal" },
      organisation: { de: "Stadt", en: "City" },
      support: { name: { de: "Hilfe", en: "Help" } },
      imprint: { de: "https://www.example.org/impressum" },
      privacy: { de: "https://www.example.org/datenschutz" },
      accessibility: { de: "https://www.example.org/barrierefreiheit" },
      dock: ["mail"],
    },
    categories: [
      {
        key: "communication",
        name: { de: "Kommunikation", en: "Communication" },
        items: [{ tile: "mail" }, { tile: "calendar" }, { tile: "tasks" }],
      },
      {
        key: "documents",
        name: { de: "Dokumente", en: "Documents" },
        items: [{ tile: "files" }, { folder: "office" }],
      },
    ],
    folders: [{ key: "office", name: { de: "Büro", en: "Office" }, tiles: ["text", "table"] }],
    tiles: ["mail", "calendar", "tasks", "files", "text", "table", "chat"].map((key) => aTile(key)),
    sources: [
      { key: "groupware", kind: "matrix", name: { de: "Groupware" }, address: "https://groupware.example.org/" },
    ],
    ...more,
  });
}

/** Moves a tile of that document. */
export function placeTile(
  tile: string,
  to: "communication" | "documents" | "office" | null,
  index = 0,
): DraftOperation {
  if (to === null) {
    return { op: "place", item: { tile }, to, index };
  }
  return { op: "place", item: { tile }, to: to === "office" ? { folder: to } : { category: to }, index };
}
