import { z } from "zod";
import type { Connection, ConnectorDefinition, SourceOf } from "#connectors/kit/connector.ts";
import { label } from "#connectors/kit/label.ts";
import { addressesOf } from "./addresses.ts";
import { nextcloudFiles } from "./files.client.ts";
import { allowedPrefixes } from "./notification-actions.ts";
import { nextcloudNotifications } from "./notifications.client.ts";
import { askedAccount, capabilities } from "./ocs.ts";
import { nextcloudPush } from "./push.client.ts";
import { nextcloudUploads } from "./uploads.client.ts";

const mebibyte = 1024 * 1024;
/** Nextcloud counts the parts of an upload with names from 1 to 10000. */
const mostParts = 10_000;

const settingsSchema = z.strictObject({
  /** The address that people's browsers use, where it is not the one that the portal calls. */
  web: z
    .url({ protocol: /^https?$/u })
    .optional()
    .meta(label("Adresse im Browser, falls abweichend", "Address in browsers, if different")),
  /** The folder where uploads go unless the person says otherwise; empty for the top. */
  uploadFolder: z.string().max(500).default("").meta(label("Ordner für Hochgeladenes", "Folder for uploads")),
  /** The size of the parts of a large upload; Nextcloud takes no smaller ones than 5 MiB. */
  partBytes: z
    .int()
    .min(5 * mebibyte)
    .max(64 * mebibyte)
    .default(10 * mebibyte)
    .meta(label("Größe eines Teils beim Hochladen in Bytes", "Size of a part of an upload in bytes")),
  /** The largest file that may be uploaded through the portal. */
  uploadBytes: z.int().positive().optional().meta(label("Größte Datei in Bytes", "Largest file in bytes")),
  /** `username` where the user names of the portal are the ids of Nextcloud's accounts; `ask` costs one more call. */
  account: z.enum(["username", "ask"]).default("username").meta(label("Kennung des Kontos", "Id of the account")),
  /** Further paths below which the acts of notifications may be called, such as those of an approval app. */
  actionPaths: z
    .array(z.templateLiteral(["/", z.string().regex(/^(?:\w[\w.-]*\/)+$/u)]))
    .max(20)
    .default([])
    .meta(label("Weitere Pfade für Aktionen in Benachrichtigungen", "Further paths for acts of notifications")),
});

/** Nextcloud with its apps notifications, files, sharing and, where it is there, notify_push. */
export const nextcloud: ConnectorDefinition<typeof settingsSchema> = {
  kind: "nextcloud",
  name: { de: "Nextcloud" },
  settings: settingsSchema,
  capabilities: ["notifications", "files"],
  connect,
};

function connect({ address, audience, scope, settings }: SourceOf<z.output<typeof settingsSchema>>): Connection {
  if (audience === null) throw new TypeError("A Nextcloud needs the audience that its tokens are for.");
  const addresses = addressesOf(address, settings.web);
  const ask = askedAccount();
  const accountOf = settings.account === "ask" ? ask : async ({ person }: Parameters<typeof ask>[0]) => person.username;
  const uploads = nextcloudUploads({
    accountOf,
    addresses,
    folder: settings.uploadFolder,
    partBytes: settings.partBytes,
    mostBytes: Math.min(settings.uploadBytes ?? Infinity, settings.partBytes * mostParts),
    now: () => new Date(),
  });
  return {
    connector: {
      notifications: nextcloudNotifications({ addresses, prefixes: [...allowedPrefixes, ...settings.actionPaths] }),
      files: nextcloudFiles({ accountOf, addresses, uploads }),
      push: nextcloudPush(addresses),
      probe: async (call) => ({ version: (await capabilities(call)).version.string }),
    },
    openAt: addresses.web,
    credential: { type: "token-exchange", audience, scope },
  };
}
