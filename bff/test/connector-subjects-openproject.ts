import { startOpenProjectStandIn } from "@pforte/e2e/world/openproject-stand-in";
import { ines } from "@pforte/e2e/world/people";
import type { JudgedTool } from "./connector-contract.ts";
import { connectRegistered, judgedWeb } from "./connector-subjects-registered.ts";
import { spoilCollection } from "./connector-contract-spoil.ts";
import { startOddIssuer } from "./odd-issuer.ts";

/** The OpenProject connector with a stand-in: work packages of one person, and what happened to them. */
export async function openprojectSubject(): Promise<JudgedTool> {
  const issuer = await startOddIssuer();
  const standIn = await startOpenProjectStandIn({ issuer: issuer.issuer });
  const { world } = standIn;
  const assignee = world.account({ name: "Ines Marquardt", login: "ines", sub: ines.sub });
  const author = world.account({ name: "Helga Brandstetter", login: "helga" });
  world.account({ name: "Neuling", login: "neu", sub: "newcomer" });
  const project = world.project("Canary-Projekt", [assignee, author]);
  const [first] = ["Canary-Aufgabe", "Zweite Aufgabe", "Dritte Aufgabe"].map((subject) =>
    world.create({ subject, project, author, assignee }),
  );
  if (first === undefined) throw new Error("There is no work package.");
  world.comment(first, author, "Canary-Kommentar", [assignee]);
  const token = async (subject: string, more = {}) =>
    issuer.token({ subject, username: subject, audience: "opendesk-openproject", scope: "openid api_v3", ...more });
  const person = async (subject: string) => ({ subject, username: subject, token: await token(subject) });
  return {
    address: standIn.address,
    connect: (address) => connectRegistered("openproject", address),
    person: await person(ines.sub),
    newcomer: await person("newcomer"),
    stranger: await person("stranger"),
    strangerCode: "needs_first_login",
    expiredToken: await token(ines.sub, { seconds: -600 }),
    wrongAudienceToken: await token(ines.sub, { audience: "opendesk-nextcloud" }),
    publicActs: [],
    change: () => world.create({ subject: "Neue Aufgabe", project, author, assignee }),
    spoil: spoilCollection,
    errorInside: {
      _type: "Error",
      errorIdentifier: "urn:openproject-org:api:v3:errors:Custom",
      message: "Canary-Fehler",
    },
    canaries: ["Canary-", "Zweite Aufgabe", judgedWeb],
    async [Symbol.asyncDispose]() {
      await standIn.close();
      await issuer[Symbol.asyncDispose]();
    },
  };
}
