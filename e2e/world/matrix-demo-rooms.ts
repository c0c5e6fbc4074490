import type { MatrixHomeserver } from "./matrix-homeserver.ts";
import { fullName, ines, katharina, people, tobias } from "./people.ts";

/** Colleagues who write but never sign in. */
const colleagues = { deniz: "Deniz Aslan", paul: "Paul Zierau", ole: "Ole Brandt", frank: "Frank Seidel" } as const;

/** The room in which most happens. */
export const unitRoom = "!referat42:localhost";

const minutes = (now: Date, count: number) => new Date(now.getTime() - count * 60_000);

/** The rooms of the demo people, with what waits in them. */
export function furnish(server: MatrixHomeserver, now: Date): void {
  for (const person of people) server.account(person.username, fullName(person));
  for (const [localpart, name] of Object.entries(colleagues)) server.account(localpart, name);
  const everybody = [ines.username, katharina.username, tobias.username];

  server.createRoom({ id: unitRoom, name: "Referat 42 – Wasserrecht", members: ["deniz", "frank", ...everybody] });
  server.say(unitRoom, "frank", "Die Stellungnahme zum Hochwasserschutzplan ist im Umlauf.", { at: minutes(now, 64) });
  for (const person of everybody) server.readAll(unitRoom, person);
  server.say(unitRoom, "deniz", "Ich habe die Anlage 3 ergänzt.", { at: minutes(now, 14) });
  const question = "Können Sie den Vermerk bis 14 Uhr freigeben?";
  server.say(unitRoom, "deniz", question, { at: minutes(now, 12), mentions: [ines.username] });

  for (const person of everybody) {
    const direct = server.createRoom({ members: ["paul", person], direct: true });
    server.say(direct, "paul", "Danke, dann nehme ich den Punkt mit in die Runde.", { at: minutes(now, 63) });
  }

  const records = server.createRoom({ name: "AG Digitale Akte", members: ["ole", ines.username, katharina.username] });
  server.say(records, "ole", "Protokoll liegt im Wiki", { at: minutes(now, 3 * 24 * 60) });
  for (const person of everybody) server.readAll(records, person);

  const staff = server.createRoom({ name: "Personalrat", members: ["frank", ines.username], encrypted: true });
  server.say(staff, "frank", "", {
    type: "m.room.encrypted",
    content: { algorithm: "m.megolm.v1.aes-sha2" },
    at: minutes(now, 200),
  });
  server.readAll(staff, ines.username);

  // What a client must not list: a space, and a room that was replaced.
  server.createRoom({ name: "Abteilung 4", type: "m.space", members: ["frank", ...everybody] });
  const old = server.createRoom({ name: "Referat 42 (alt)", members: ["frank", ...everybody] });
  server.setState(old, "frank", "m.room.tombstone", { body: "ersetzt", replacement_room: unitRoom });

  const invitation = server.createRoom({ name: "Umzug Neubau", members: ["ole"] });
  server.setMembership(invitation, ines.username, "invite", "ole");
}

const lines = [
  ["deniz", "Der Termin mit dem Landesamt steht: Donnerstag, 10 Uhr."],
  ["frank", "Ich brauche noch eine Rückmeldung zu den Messstellen."],
  ["deniz", "Die neue Fassung liegt in der Ablage."],
  ["frank", "Danke, ist angekommen."],
] as const;

/** Lets colleagues write now and then; returns the way to stop. */
export function moveRooms(server: MatrixHomeserver, everyMilliseconds: number): () => void {
  let turn = 0;
  const timer = setInterval(() => {
    const [sender, text] = lines[turn % lines.length] ?? lines[0];
    server.say(unitRoom, sender, text);
    turn += 1;
  }, everyMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
