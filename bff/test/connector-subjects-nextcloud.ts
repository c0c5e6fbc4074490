import { startNextcloudStandIn } from "@pforte/e2e/world/nextcloud-stand-in";
import type { JudgedTool } from "./connector-contract.ts";
import { connectRegistered, judgedWeb } from "./connector-subjects-registered.ts";
import { spoilFiles } from "./connector-contract-spoil.ts";
import { startOddIssuer } from "./odd-issuer.ts";

/** The Nextcloud connector with a stand-in: files of one's own and of others, a mention, a share that waits for a yes. */
export async function nextcloudSubject(): Promise<JudgedTool> {
  const issuer = await startOddIssuer();
  const standIn = await startNextcloudStandIn({ issuer: issuer.issuer });
  const { world } = standIn;
  for (const name of ["ines", "deniz", "tobias"]) world.addAccount(name, name);
  const note = world.put("ines", "Canary-Ordner/Canary-Notiz.jpg", "Canary-Text");
  for (const name of ["Zweite Notiz.md", "Dritte Notiz.md"]) world.put("ines", name, "Text").favouriteOf.add("ines");
  note.favouriteOf.add("ines");
  for (const name of ["Von anderen 1.md", "Von anderen 2.md"]) world.share(world.put("deniz", name, "Text"), "ines");
  world.share(world.put("deniz", "Angebot.md", "Text"), "ines", { isPending: true });
  for (const text of ["@ines Canary-Kommentar", "@ines noch einer"])
    world.comment(note, "deniz", text, { mentions: ["ines"] });
  const token = async (name: string, more = {}) =>
    issuer.token({ subject: name, username: name, audience: "opendesk-nextcloud", ...more });
  const person = async (name: string) => ({ subject: name, username: name, token: await token(name) });
  return {
    address: standIn.address,
    connect: (address) => connectRegistered("nextcloud", address),
    person: await person("ines"),
    newcomer: await person("tobias"),
    stranger: await person("nobody"),
    strangerCode: "needs_first_login",
    expiredToken: await token("ines", { seconds: -600 }),
    wrongAudienceToken: await token("ines", { audience: "opendesk-openproject" }),
    publicActs: ["probe", "push.isOffered"],
    change() {
      world.put("ines", "Neue Notiz.md", "Text");
      world.comment(note, "deniz", "@ines und noch einer", { mentions: ["ines"] });
    },
    spoil: spoilFiles,
    errorInside: { ocs: { meta: { status: "failure", statuscode: 999, message: "Canary-Fehler" }, data: "Canary" } },
    canaries: ["Canary-", "Zweite Notiz", judgedWeb],
    async [Symbol.asyncDispose]() {
      await standIn.close();
      await issuer[Symbol.asyncDispose]();
    },
  };
}
