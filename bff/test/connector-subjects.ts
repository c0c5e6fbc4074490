import { connectors } from "../src/connectors/registry.ts";
import type { ConnectorSubject } from "./connector-contract.ts";
import { json, type OddListener } from "./odd-source.ts";

const room = {
  state: {
    events: [{ type: "m.room.name", state_key: "", sender: "@frank:localhost", content: { name: "Canary-Raum" } }],
  },
  timeline: {
    events: [
      {
        type: "m.room.message",
        sender: "@frank:localhost",
        origin_server_ts: 1_770_000_000_000,
        content: { msgtype: "m.text", body: "Canary-Text" },
      },
    ],
  },
  unread_notifications: { notification_count: 2, highlight_count: 1 },
};

function homeserver(join: Readonly<Record<string, unknown>>): OddListener {
  return (request, response) => {
    const isSync = request.url?.startsWith("/_matrix/client/v3/sync") === true;
    const body = isSync ? { next_batch: "s1_0", rooms: { join } } : { versions: ["v1.11"] };
    json(JSON.stringify(body))(request, response);
  };
}

const matrix: ConnectorSubject = {
  connect(address) {
    const connector = connectors.get("matrix");
    if (connector === undefined) throw new Error("There is no such connector.");
    const settings = { serverName: "localhost", web: "https://chat.example.org" };
    return connector.connect({
      key: "chat",
      name: { de: "Chat" },
      address,
      audience: "opendesk-matrix",
      scope: null,
      settings,
    });
  },
  well: homeserver({ "!one:localhost": room, "!two:localhost": room }),
  oneOddItem: homeserver({
    "!one:localhost": room,
    "!odd:localhost": { ...room, unread_notifications: { notification_count: "Canary-Zahl" } },
    "!two:localhost": room,
  }),
  canaries: ["Canary-Raum", "Canary-Text", "Canary-Zahl"],
};

/** One subject per kind of the registry. */
export const connectorSubjects: ReadonlyMap<string, ConnectorSubject> = new Map([["matrix", matrix]]);
