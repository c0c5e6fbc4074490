import { z } from "zod";
import { withoutEndingSlashes } from "#connectors/kit/address.ts";
import type { Connection, ConnectorDefinition, SourceOf } from "#connectors/kit/connector.ts";
import { label } from "#connectors/kit/label.ts";
import { version } from "./client.ts";
import { openprojectNotifications } from "./notifications.ts";
import { openprojectWork } from "./work.ts";

const settingsSchema = z.strictObject({
  /** The address that people's browsers use, where it is another one than the portal calls. */
  web: z
    .url({ protocol: /^https?$/u })
    .optional()
    .meta(label("Adresse im Browser, falls abweichend", "Address in browsers, if different")),
});

/** OpenProject (API v3): in-app notifications with their read flag, and the work packages of the person. */
export const openproject: ConnectorDefinition<typeof settingsSchema> = {
  kind: "openproject",
  name: { de: "OpenProject" },
  settings: settingsSchema,
  capabilities: ["notifications", "work"],
  connect,
};

function connect(source: SourceOf<z.output<typeof settingsSchema>>): Connection {
  if (source.audience === null) throw new TypeError("An OpenProject source names the audience of its tokens.");
  const web = withoutEndingSlashes(source.settings.web ?? source.address);
  const prefix = withoutEndingSlashes(new URL(source.address).pathname);
  return {
    connector: {
      notifications: openprojectNotifications(web),
      work: openprojectWork({ web, prefix }),
      probe: async (call) => ({ version: await version(call) }),
    },
    openAt: web,
    credential: { type: "token-exchange", audience: source.audience, scope: source.scope },
  };
}
