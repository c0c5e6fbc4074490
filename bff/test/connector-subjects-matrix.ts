import { startMatrixStandIn } from "@pforte/e2e/world/matrix-stand-in";
import type { JudgedTool } from "./connector-contract.ts";
import { connectRegistered, judgedWeb } from "./connector-subjects-registered.ts";
import { spoilSync } from "./connector-contract-spoil.ts";
import { startOddIssuer } from "./odd-issuer.ts";

/** The Matrix connector with a homeserver stand-in: rooms, a mention, a direct message and an invitation. */
export async function matrixSubject(): Promise<JudgedTool> {
  const issuer = await startOddIssuer();
  const standIn = await startMatrixStandIn({ issuer: null });
  const { homeserver, devices } = standIn;
  for (const name of ["ines", "deniz", "tobias"]) homeserver.account(name, name);
  const room = homeserver.createRoom({ name: "Canary-Raum", members: ["ines", "deniz"] });
  homeserver.say(room, "deniz", "Canary-Text", { mentions: ["ines"] });
  const second = homeserver.createRoom({ name: "Zweiter Raum", members: ["ines", "deniz"] });
  homeserver.say(second, "deniz", "Hallo");
  homeserver.createRoom({ name: "Canary-Geheim", members: ["ines", "deniz"], encrypted: true });
  homeserver.setMembership(homeserver.createRoom({ name: "Einladung", members: ["deniz"] }), "ines", "invite", "deniz");
  const tokenOf = (name: string) => devices.signIn(`@${name}:localhost`, "JUDGED", "Judged", false, null).access_token;
  return {
    address: standIn.address,
    connect: (address) => connectRegistered("matrix", address, { serverName: "localhost" }),
    person: { subject: "ines", username: "ines", token: tokenOf("ines") },
    newcomer: { subject: "tobias", username: "tobias", token: tokenOf("tobias") },
    stranger: null,
    strangerCode: "",
    expiredToken: "syt_expired",
    wrongAudienceToken: await issuer.token({ subject: "ines", username: "ines", audience: "opendesk-nextcloud" }),
    publicActs: ["probe"],
    change: () => homeserver.say(second, "deniz", "Noch etwas"),
    spoil: spoilSync(),
    errorInside: { errcode: "M_UNKNOWN", error: "Canary-Fehler" },
    canaries: ["Canary-", "Einladung", judgedWeb],
    async [Symbol.asyncDispose]() {
      await standIn.close();
      await issuer[Symbol.asyncDispose]();
    },
  };
}
