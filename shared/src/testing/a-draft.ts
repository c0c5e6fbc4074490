import { draftSchema, type Draft } from "../contract/admin-draft.ts";
import {
  portalConfigurationSchema,
  tileSchema,
  type ConfiguredTile,
  type PortalConfiguration,
} from "../contract/portal-configuration.ts";

type SomeTile = Partial<ConfiguredTile> & Pick<ConfiguredTile, "key">;

/** A configured tile that is valid by the contract, with a name in both languages. */
export function aConfiguredTile({ key, ...fields }: SomeTile): ConfiguredTile {
  return tileSchema.parse({
    key,
    name: { de: key, en: key },
    icon: key,
    links: { de: `https://${key}.example.org/` },
    ...fields,
  });
}

/** The configuration of an authority with a folder, groups, a name that lacks its English and a tile that stands nowhere. */
export function someConfiguration(fields: Partial<PortalConfiguration> = {}): PortalConfiguration {
  return portalConfigurationSchema.parse({
    portal: {
      name: { de: "Pforte", en: "Pforte" },
      organisation: { de: "Landesamt Mittelau", en: "Mittelau State Office" },
      support: { name: { de: "IT-Service", en: "IT service desk" } },
      imprint: { de: "https://www.example.org/imprint" },
      privacy: { de: "https://www.example.org/privacy" },
      accessibility: { de: "https://www.example.org/accessibility" },
      dock: ["mail", "calendar"],
    },
    categories: [
      {
        key: "communication",
        name: { de: "Kommunikation", en: "Communication" },
        items: ["mail", "calendar", "contacts", "chat", "video"].map((tile) => ({ tile })),
      },
      {
        key: "specialist",
        name: { de: "Fachverfahren", en: "Specialist applications" },
        items: [{ tile: "eakte" }, { tile: "time" }, { tile: "supply" }, { folder: "water" }],
      },
    ],
    folders: [{ key: "water", name: { de: "Wasserrecht", en: "Water law" }, tiles: ["waterbook", "map"] }],
    tiles: [
      aConfiguredTile({ key: "mail", name: { de: "Mail", en: "Mail" }, target: { kind: "named-tab", name: "mail" } }),
      aConfiguredTile({ key: "calendar", name: { de: "Kalender", en: "Calendar" } }),
      aConfiguredTile({ key: "contacts", name: { de: "Kontakte", en: "Contacts" }, groups: ["Beschäftigte"] }),
      aConfiguredTile({ key: "chat", name: { de: "Chat", en: "Chat" } }),
      aConfiguredTile({ key: "video", name: { de: "Videokonferenz", en: "Video conference" } }),
      aConfiguredTile({ key: "eakte", name: { de: "E-Akte", en: "Electronic file" } }),
      aConfiguredTile({ key: "time", name: { de: "Zeiterfassung", en: "Time recording" } }),
      aConfiguredTile({ key: "supply", name: { de: "Beschaffung" }, groups: ["Referat 12", "Beschaffung"] }),
      aConfiguredTile({ key: "waterbook", name: { de: "Wasserbuch", en: "Water register" }, groups: ["Referat 42"] }),
      aConfiguredTile({ key: "map", name: { de: "Gewässerkataster", en: "Water body register" } }),
      aConfiguredTile({ key: "wiki", name: { de: "Wiki", en: "Wiki" } }),
    ],
    sources: [
      { key: "files", kind: "nextcloud", name: { de: "Dateien", en: "Files" }, address: "https://files.example.org/" },
    ],
    ...fields,
  });
}

/** The shared draft as it is after publishing, or with these changes. */
export function aDraft(fields: Partial<Draft> = {}): Draft {
  const document = fields.document ?? someConfiguration();
  return draftSchema.parse({
    version: 7,
    document,
    published: { version: 3, document },
    changes: [],
    ownership: null,
    ...fields,
  } satisfies Draft);
}
