import { openAccounts, type Fleet } from "../bench/fleet.ts";
import { canaryOf } from "../soak/canary.ts";
import type { OpNotification } from "../world/openproject-model.ts";

/** How many flags each person turns. */
const flagsEach = 3;

/** What one person has at the tools: a canary in everything, and notifications that are marked as read and unread. */
export interface Belongings {
  readonly flags: readonly OpNotification[];
}

/** Furnishes everybody at all tools. */
export function furnish(fleet: Fleet): readonly Belongings[] {
  const { nextcloud, openproject, matrix, people } = fleet;
  return openAccounts(fleet).map((account, at) => {
    const canary = canaryOf(at);
    const username = people[at]?.username ?? "";
    const helper = openproject.world.account({ name: `Hilfe ${canary}`, login: `helper${at}` });
    nextcloud.world.addAccount(`helper${at}`, `Hilfe ${canary}`);
    matrix.homeserver.account(`helper${at}`, `Hilfe ${canary}`);
    const project = openproject.world.project(`Projekt ${canary}`, [account, helper]);
    const given = nextcloud.world.put(`helper${at}`, `${canary} geteilt.odt`, canary);
    nextcloud.world.share(given, username, { note: canary });
    const room = matrix.homeserver.createRoom({ name: `Raum ${canary}`, members: [username, `helper${at}`] });
    matrix.homeserver.say(room, `helper${at}`, `Nachricht ${canary}`, { mentions: [username] });
    const flags = Array.from({ length: flagsEach }, (_, number) => {
      const workPackage = openproject.world.create({ subject: `${canary} ${number}`, project, author: helper });
      return openproject.world.notify({ recipient: account, workPackage, reason: "mentioned", actor: helper });
    });
    return { flags };
  });
}
