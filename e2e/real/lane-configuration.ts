import { type PortalConfiguration, portalConfigurationSchema } from "@pforte/shared/contract/portal-configuration";
import { serverName } from "./synapse.ts";

/** The tiles and the chat source of one portal of the lane. */
export function laneConfiguration(options: {
  readonly issuer: string;
  readonly audience: string;
  /** The homeserver's address; null for a portal without chat. */
  readonly homeserver: { readonly address: string; readonly takesTokens: boolean } | null;
}): PortalConfiguration {
  const tool = (name: string) => `https://${name}.example.org/`;
  const { homeserver } = options;
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
        items: [{ tile: "mail" }, { tile: "files" }, { tile: "chat" }, { tile: "account" }, { tile: "administration" }],
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
    sources:
      homeserver === null
        ? []
        : [
            {
              key: "chat",
              kind: "matrix",
              name: { de: "Chat", en: "Chat" },
              address: homeserver.address,
              ...(homeserver.takesTokens && { audience: options.audience, scope: `portal-aud-matrix` }),
              settings: { serverName },
            },
          ],
  });
}
