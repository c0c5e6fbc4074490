import { furnishUnit, unitRoom } from "./matrix-demo-unit.ts";
import type { MatrixHomeserver, MessageOptions } from "./matrix-homeserver.ts";
import type { MatrixMedia } from "./matrix-media.ts";
import type { RoomOptions } from "./matrix-room-creation.ts";
import { fullName, ines, katharina, people, tobias } from "./people.ts";

/** Colleagues who write but never sign in. */
export const colleagues = {
  deniz: "Deniz Aslan",
  paul: "Paul Zierau",
  ole: "Ole Friis",
  frank: "Frank Seidel",
  helga: "Helga Brandstetter",
  jana: "Jana Petersen",
  service: "IT-Service",
} as const;

const dayMinutes = 24 * 60;
const everybody = [ines.username, katharina.username, tobias.username];
/** An event of a room of which nobody here has the key. */
const secret = { type: "m.room.encrypted", content: { algorithm: "m.megolm.v1.aes-sha2", ciphertext: "AwgAEnA" } };

/** Makes a room of some days ago and lets somebody write in it, minutes ago. */
interface Furnishing {
  readonly server: MatrixHomeserver;
  readonly ago: (minutes: number) => Date;
  readonly room: (daysAgo: number, options: RoomOptions) => string;
  readonly say: (room: string, sender: string, text: string, minutesAgo: number, options?: MessageOptions) => string;
  readonly readBefore: (room: string, minutesAgo: number, readers: readonly string[]) => void;
}

/** The rooms of the demo people, with what waits in them. */
export function furnish(server: MatrixHomeserver, media: MatrixMedia, now: Date): void {
  for (const person of people) server.account(person.username, fullName(person));
  for (const [localpart, name] of Object.entries(colleagues)) server.account(localpart, name);
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const furnishing: Furnishing = {
    server,
    ago,
    room: (days, options) => server.at(ago(days * dayMinutes), () => server.createRoom(options)),
    say: (room, sender, text, minutes, options) => server.say(room, sender, text, { ...options, at: ago(minutes) }),
    readBefore: (room, minutes, readers) =>
      server.at(ago(minutes), () => {
        for (const reader of readers) server.readAll(room, reader);
      }),
  };
  // The oldest first, so that the stream is in the order of time where rooms are compared.
  furnishAnnouncements(furnishing);
  furnishDays(furnishing);
  furnishHidden(furnishing);
  furnishUnit(server, media, now);
  furnishToday(furnishing);
  for (const person of everybody) server.tag(person, unitRoom, "m.favourite", 0.25);
}

function furnishAnnouncements({ server, room, say, readBefore }: Furnishing): void {
  const department = room(60, { name: "Abteilung 4", members: ["paul", "frank", "helga", ...everybody] });
  say(department, "paul", "Die Vertretungsliste für Dezember hängt aus.", 9 * dayMinutes);
  say(department, "paul", "Abteilungsrunde am Mittwoch um 9 Uhr, bitte mit Zahlen zum Mittelabfluss.", 5 * dayMinutes);
  readBefore(department, 4 * dayMinutes, everybody);
  const service = room(90, { name: "IT-Service", members: ["service", ...everybody] });
  server.setSilent(ines.username, service, true);
  say(service, "service", "Am Samstag werden die Drucker im dritten Stock getauscht.", 6 * dayMinutes);
  say(service, "service", "Neues Kennwort erst ab Dezember nötig.", 4 * dayMinutes);
}

function furnishDays({ server, ago, room, say, readBefore }: Furnishing): void {
  const direct = room(30, { members: [katharina.username, ines.username], direct: true });
  say(direct, ines.username, "Haben Sie die Anlage 3 schon?", 4 * dayMinutes + 20);
  say(direct, katharina.username, "Anlage 3 lade ich gleich hoch.", 4 * dayMinutes);
  readBefore(direct, 4 * dayMinutes - 30, [ines.username, katharina.username]);
  const flood = room(120, { name: "Hochwasserschutz", members: ["frank", "jana", "helga", ...everybody] });
  say(flood, "jana", "Die Warnstufe 1 ist seit gestern Abend ausgerufen.", 3 * dayMinutes + 240);
  const level = say(flood, tobias.username, "Pegel Auwald steigt langsam, 4 cm seit heute früh.", 3 * dayMinutes + 90);
  server.react(flood, "frank", level, "👍", ago(3 * dayMinutes + 80));
  readBefore(flood, 3 * dayMinutes, everybody);
  const helga = room(45, { members: ["helga", ines.username], direct: true });
  say(helga, "helga", "Passt Ihnen morgen 9 Uhr für das Leistungsverzeichnis?", 3 * dayMinutes + 60);
  say(helga, ines.username, "Passt, bis morgen.", 3 * dayMinutes + 50);
  readBefore(helga, 3 * dayMinutes, [ines.username]);
  const invitation = room(3, { name: "AG Digitale Akte", members: ["ole", katharina.username] });
  say(invitation, "ole", "Willkommen in der Arbeitsgruppe.", 3 * dayMinutes + 30);
  readBefore(invitation, 2 * dayMinutes, [katharina.username]);
  server.at(ago(3 * dayMinutes), () => server.setMembership(invitation, ines.username, "invite", "ole"));
}

/** What a client must not list: a space, and a room that was replaced. */
function furnishHidden({ server, ago, room }: Furnishing): void {
  room(200, { name: "Abteilung 4", type: "m.space", members: ["frank", ...everybody] });
  const old = room(400, { name: "Referat 42 (alt)", members: ["frank", ...everybody] });
  server.at(ago(100 * dayMinutes), () =>
    server.setState(old, "frank", "m.room.tombstone", { body: "ersetzt", replacement_room: unitRoom }),
  );
  for (const person of everybody) server.readAll(old, person);
}

function furnishToday({ server, room, say, readBefore }: Furnishing): void {
  const members = ["frank", "jana", "helga", ines.username];
  const staff = room(80, { name: "Personalrat Sprechstunde", members, encrypted: true });
  say(staff, "jana", "", 2 * dayMinutes, secret);
  readBefore(staff, dayMinutes, [ines.username]);
  for (const [sender, minutes] of [
    ["frank", 125],
    ["jana", 118],
    ["frank", 111],
  ] as const)
    say(staff, sender, "", minutes, secret);
  for (const person of everybody) {
    const direct = room(50, { members: ["paul", person], direct: true });
    say(direct, person, "Der Punkt Messnetz fehlt noch auf der Tagesordnung.", 70);
    readBefore(direct, 69, [person]);
    say(direct, "paul", "Danke, dann nehme ich den Punkt mit in die Runde.", 63);
    server.tag(person, direct, "m.favourite", 0.5);
  }
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
