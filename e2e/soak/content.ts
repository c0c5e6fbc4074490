import { openAccounts, type Fleet } from "../bench/fleet.ts";
import { canaryOf } from "./canary.ts";

/** What happens at the tools while people look. */
export interface Content {
  /** Something new of one person, in every field that the portal shows. */
  add(person: number): void;
}

/** Furnishes everybody at all tools with content of their own, a canary in each of its fields. */
export function furnish(fleet: Fleet): Content {
  const accounts = openAccounts(fleet);
  const { nextcloud, openproject, matrix, people } = fleet;
  const own = people.map(({ username }, at) => {
    const canary = canaryOf(at);
    const account = accounts[at];
    if (account === undefined) throw new Error("Everybody has an account.");
    const helper = openproject.world.account({ name: `Hilfe ${canary}`, login: `helper${at}` });
    nextcloud.world.addAccount(`helper${at}`, `Hilfe ${canary}`);
    matrix.homeserver.account(`helper${at}`, `Hilfe ${canary}`);
    const project = openproject.world.project(`Projekt ${canary}`, [account, helper]);
    const room = matrix.homeserver.createRoom({ name: `Raum ${canary}`, members: [username, `helper${at}`] });
    return { canary, account, helper, project, room, username, helperName: `helper${at}`, count: 0 };
  });
  const add = (at: number): void => {
    const theirs = own[at];
    if (theirs === undefined) return;
    theirs.count += 1;
    const { canary, account, helper, project, room, username, helperName, count } = theirs;
    const path = `${canary} Ordner/${canary} ${count}.odt`;
    const file = nextcloud.world.put(username, path, `Inhalt ${canary}`, { by: helperName });
    nextcloud.world.comment(file, helperName, `Bitte ${canary}`, { mentions: [username] });
    const given = nextcloud.world.put(helperName, `${canary} geteilt ${count}.odt`, canary);
    nextcloud.world.share(given, username, { note: canary });
    const subject = `Aufgabe ${canary} ${count}`;
    const task = openproject.world.create({ subject, project, author: helper, assignee: account });
    openproject.world.comment(task, helper, `Kommentar ${canary}`, [account]);
    matrix.homeserver.say(room, helperName, `Nachricht ${canary} ${count}`, { mentions: [username] });
  };
  for (const at of people.keys()) add(at);
  return { add };
}
