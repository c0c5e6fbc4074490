import { type PortalConfiguration, portalConfigurationSchema } from "@pforte/shared/contract/portal-configuration";
import { serverName } from "./synapse.ts";

/** The tiles and the chat source of one portal of the lane. */
export function laneConfiguration(options: {
  readonly issuer: string;
  readonly audience: string;
  /** The homeserver's address; null for a portal without chat. */
  readonly homeserver: { readonly address: string; readonly takesTokens: boolean } | null;
  /** Addresses of files and projects; null for a portal without them. */
  readonly tools: { readonly files: string; readonly projects: string } | null;
}): PortalConfiguration {
  const tool = (name: string) => `https://${name}.example.org/`;
  const { homeserver, tools } = options;
  return portalConfigurationSchema.parse({
    portal: {
      name: { de: "Pforte", en: "Pforte" },
      organisation: { de: "Amt für Beispiele", en: "Office of Examples" },
      support: { name: { de: "IT-Service", en: "IT service desk" }, phone: "030 1234567" },
      imprint: { de: tool("impressum") },
      privacy: { de: tool("datenschutz") },
      accessibility: { de: tool("barrierefreiheit") },
      dock: ["account"],
    },
    categories: [
      {
        key: "work",
        name: { de: "Arbeit", en: "Work" },
        items: ["mail", "files", "projects", "chat", "account", "administration"].map((tile) => ({ tile })),
      },
    ],
    tiles: [
      {
        key: "mail",
        name: { de: "E-Mail", en: "Mail" },
        icon: "mail",
        links: { de: tool("mail") },
        groups: ["managed-by-attribute-Groupware"],
      },
      {
        key: "files",
        name: { de: "Dateien", en: "Files" },
        icon: "files",
        links: { de: tool("files") },
        groups: ["managed-by-attribute-Fileshare"],
        ...(tools !== null && { source: "files" }),
      },
      {
        // For everybody, so that those without access see what the portal says of it.
        key: "projects",
        name: { de: "Projekte", en: "Projects" },
        icon: "projects",
        links: { de: tool("projects") },
        ...(tools !== null && { source: "projects" }),
      },
      {
        key: "chat",
        name: { de: "Chat", en: "Chat" },
        icon: "chat",
        links: { de: tool("chat") },
        groups: ["managed-by-attribute-Groupware"],
        ...(homeserver !== null && { source: "chat" }),
      },
      {
        key: "account",
        name: { de: "Mein Konto", en: "My account" },
        icon: "person",
        links: { de: `${options.issuer}/account` },
      },
      {
        key: "administration",
        name: { de: "Verwaltung", en: "Administration" },
        icon: "settings",
        links: { de: tool("administration") },
        groups: ["portal-admins"],
      },
    ],
    sources: [
      ...(homeserver === null ? [] : [chatSource(homeserver, options.audience)]),
      ...(tools === null ? [] : toolSources(tools)),
    ],
  });
}

function chatSource(homeserver: { readonly address: string; readonly takesTokens: boolean }, audience: string) {
  return {
    key: "chat",
    kind: "matrix",
    name: { de: "Chat", en: "Chat" },
    address: homeserver.address,
    ...(homeserver.takesTokens && { audience, scope: `portal-aud-matrix` }),
    settings: { serverName },
  };
}

function toolSources(tools: { readonly files: string; readonly projects: string }) {
  return [
    {
      key: "files",
      kind: "nextcloud",
      name: { de: "Dateien", en: "Files" },
      address: tools.files,
      audience: "opendesk-nextcloud",
      scope: "portal-aud-nextcloud",
    },
    {
      key: "projects",
      kind: "openproject",
      name: { de: "Projekte", en: "Projects" },
      address: tools.projects,
      audience: "opendesk-openproject",
      scope: "portal-aud-openproject api_v3",
    },
  ];
}
