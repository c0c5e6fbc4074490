import { z } from "zod";
import type { Connection, ConnectorDefinition, SourceOf } from "#connectors/kit/connector.ts";
import { label } from "#connectors/kit/label.ts";
import { version } from "./client.ts";
import { openFeed } from "./feed.ts";
import { matrixGateway } from "./gateway.ts";
import { matrixLogin } from "./login.ts";
import { matrixMedia } from "./media.ts";
import { matrixNotifications } from "./notifications.ts";
import { matrixWriter } from "./write.ts";

const settingsSchema = z.strictObject({
  /** The name behind the colon of its people, such as `example.org`; without it the host of the address. */
  serverName: z
    .string()
    .regex(/^[A-Za-z0-9.:[\]-]+$/u)
    .max(230)
    .optional()
    .meta(label("Name des Servers in Adressen von Personen", "Name of the server in people's ids")),
  /** The address of the web client (Element), which rooms open in. */
  web: z
    .url({ protocol: /^https?$/u })
    .optional()
    .meta(label("Adresse des Web-Clients", "Address of the web client")),
  /** The homeserver's name for the identity provider, such as `oidc-keycloak`. */
  identityProvider: z
    .string()
    .max(255)
    .optional()
    .meta(label("Name des Anmeldedienstes beim Server", "The server's name for the identity provider")),
});

/** Matrix homeservers (Synapse): rooms with unread counts and the last message, by the person's own account. */
export const matrix: ConnectorDefinition<typeof settingsSchema> = {
  kind: "matrix",
  name: { de: "Matrix" },
  settings: settingsSchema,
  capabilities: ["notifications", "chat"],
  gateway: matrixGateway,
  connect,
};

function connect(source: SourceOf<z.output<typeof settingsSchema>>): Connection {
  const { settings } = source;
  const login = matrixLogin({
    address: source.address,
    serverName: settings.serverName ?? new URL(source.address).hostname,
    identityProvider: settings.identityProvider ?? null,
  });
  const accountOf = (username: string) => login.expectedAccount(username);
  return {
    connector: {
      notifications: matrixNotifications,
      chat: {
        open: () => openFeed({ web: settings.web ?? null, accountOf }),
        write: matrixWriter(accountOf),
        media: matrixMedia,
      },
      probe: async (call) => ({ version: await version(call) }),
    },
    openAt: settings.web ?? null,
    credential: { type: "tool-login", audience: source.audience, scope: source.scope, login },
  };
}
