import { startMatrixStandIn } from "@pforte/e2e/world/matrix-stand-in";
import type { ChatFeed, OutgoingMessage } from "../src/connectors/kit/chat.ts";
import type { CallContext } from "../src/connectors/kit/connector.ts";
import { connectors } from "../src/connectors/registry.ts";
import { createUpstreamSource } from "../src/upstream/upstream-source.ts";
import { recordedLog } from "./recorded-log.ts";

/** A homeserver stand-in with Ines signed in, and her feed in front of it; no identity provider, no database. */
export async function startMatrixStage(settings: Readonly<Record<string, unknown>> = {}) {
  const standIn = await startMatrixStandIn({ issuer: null });
  standIn.homeserver.account("ines", "Ines Marquardt");
  standIn.homeserver.account("deniz", "Deniz Aslan");
  const log = recordedLog();
  let passed = 0;
  let sendsReceipts = true;
  const upstream = createUpstreamSource({
    key: "chat",
    address: standIn.address,
    authorities: null,
    log,
    now: () => new Date(Date.now() + passed),
  });
  const connection = connectors.get("matrix")?.connect({
    key: "chat",
    name: { de: "Chat" },
    address: standIn.address,
    audience: null,
    scope: null,
    settings: { serverName: "localhost", web: "https://chat.example.org/", ...settings },
  });
  const chat = connection?.connector.chat;
  if (chat === undefined) throw new Error("The connector has no rooms.");
  const signal = new AbortController().signal;
  let device = 0;
  const signIn = () => standIn.devices.signIn("@ines:localhost", `STAGE${(device += 1)}`, "Stage", false, null);
  let { access_token: token } = signIn();
  const call: CallContext = {
    http: upstream.bind({ lane: "ines", credential: { bearer: async () => token }, signal }),
    person: { subject: "ines", username: "Ines", locale: "de", sendsReceipts: async () => sendsReceipts },
    signal,
    log,
  };
  const feed: ChatFeed = chat.open();
  return {
    standIn,
    homeserver: standIn.homeserver,
    log,
    call,
    connection,
    /** What Ines chose of what others may see. */
    letReceiptsBeSeen: (mayBeSeen: boolean) => void (sendsReceipts = mayBeSeen),
    /** Lets the portal's clock run ahead. */
    passTime: (milliseconds: number) => void (passed += milliseconds),
    /** From now on Ines calls from another device. */
    signInAnew: () => void (token = signIn().access_token),
    async write(room: string, message: OutgoingMessage) {
      if (chat.write === undefined) throw new Error("The connector does not write.");
      return chat.write(call, room, message);
    },
    advance: async (waitSeconds = 0) => feed.advance(call, waitSeconds),
    async [Symbol.asyncDispose]() {
      await upstream.close();
      await standIn.close();
    },
  };
}
