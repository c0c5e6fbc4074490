import { z } from "zod";
import type { Connection, ConnectorDefinition, SourceOf } from "#connectors/kit/connector.ts";
import { label } from "#connectors/kit/label.ts";
import { tasks, version } from "./client.ts";
import { workItemOf } from "./transform.ts";

const settingsSchema = z.strictObject({
  /** The address that people's browsers use, where it is not the one that the portal calls. */
  web: z
    .url({ protocol: /^https?$/u })
    .optional()
    .meta(label("Adresse im Browser, falls abweichend", "Address in browsers, if different")),
});

/** A list of tasks: the smallest connector that is worth something. */
export const example: ConnectorDefinition<typeof settingsSchema> = {
  kind: "example",
  name: { de: "Aufgabenliste", en: "List of tasks" },
  settings: settingsSchema,
  capabilities: ["work"],
  connect,
};

function connect({ address, audience, scope, settings }: SourceOf<z.output<typeof settingsSchema>>): Connection {
  if (audience === null) throw new TypeError("An example needs the audience that its tokens are for.");
  const web = settings.web ?? address;
  return {
    connector: {
      work: {
        async mine(call, limit) {
          const { items, dropped, total } = await tasks(call, limit);
          return {
            items: items.map((task) => workItemOf(task, web)),
            open: total,
            isCapped: total > items.length + dropped,
            dropped,
          };
        },
      },
      probe: async (call) => ({ version: await version(call) }),
    },
    openAt: web,
    credential: { type: "token-exchange", audience, scope },
  };
}
