import { everydayTalk } from "./matrix-demo-talk.ts";
import type { EventContent } from "./matrix-events.ts";
import type { MatrixHomeserver } from "./matrix-homeserver.ts";
import type { MatrixMedia } from "./matrix-media.ts";
import { drawPhoto } from "./nextcloud-picture.ts";
import { ines, katharina, tobias } from "./people.ts";

/** The room in which most happens. */
export const unitRoom = "!referat42:localhost";

const dayMinutes = 24 * 60;
const historyDays = 14;
const perDay = 9;

/** Writes as somebody, minutes ago. */
type Write = (sender: string, minutesAgo: number, content: EventContent, type?: string) => string;

const text = (body: string, more: EventContent = {}): EventContent => ({ msgtype: "m.text", body, ...more });
const answer = (to: string) => ({ "m.relates_to": { "m.in_reply_to": { event_id: to } } });
const inThread = (root: string) => ({
  "m.relates_to": {
    rel_type: "m.thread",
    event_id: root,
    is_falling_back: true,
    "m.in_reply_to": { event_id: root },
  },
});

/** Referat 42 with two weeks behind it, the lively day before, and two messages that wait for Ines. */
export function furnishUnit(server: MatrixHomeserver, media: MatrixMedia, now: Date): void {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const everybody = [
    katharina.username,
    tobias.username,
    ines.username,
    "deniz",
    "frank",
    "paul",
    "helga",
    "ole",
    "jana",
  ];
  server.at(ago((historyDays + 1) * dayMinutes), () =>
    server.createRoom({
      id: unitRoom,
      name: "Referat 42 – Wasserrecht",
      topic: "Alles aus dem Referat; Vertrauliches bitte in die E-Akte.",
      members: everybody,
    }),
  );
  const write: Write = (sender, minutesAgo, content, type = "m.room.message") =>
    server.say(unitRoom, sender, "", { type, content, at: ago(minutesAgo) });
  writeHistory(write);
  writeYesterday(server, media, write, ago);
  const read = writeToday(server, media, write, ago);
  for (const person of everybody) server.at(ago(25), () => server.readAll(unitRoom, person));
  server.setAccountData(ines.username, unitRoom, "m.fully_read", { event_id: read });
  const mention = `<a href="https://matrix.to/#/${server.userId(ines.username)}">Ines Marquardt</a>`;
  const question = "Abschnitt 4 ist drin. Können Sie den Vermerk bis 14 Uhr freigeben?";
  write(
    "deniz",
    12,
    text(`@Ines Marquardt ${question}`, {
      format: "org.matrix.custom.html",
      formatted_body: `${mention} ${question}`,
      "m.mentions": { user_ids: [server.userId(ines.username)] },
    }),
  );
  const last = write("deniz", 11, text("Danach geht er an die Abteilungsleitung."));
  for (const person of ["deniz", katharina.username, "frank"]) server.read(unitRoom, person, last);
}

function writeHistory(write: Write): void {
  let turn = 0;
  for (let day = historyDays; day > 1; day -= 1) {
    for (let count = 0; count < perDay; count += 1) {
      const [sender, line] = everydayTalk[turn % everydayTalk.length] ?? everydayTalk[0];
      write(sender, day * dayMinutes - count * 37, text(line));
      turn += 1;
    }
  }
}

/** The day before: a list with a link, a picture, a thread, an edited message and one that was taken back. */
function writeYesterday(
  server: MatrixHomeserver,
  media: MatrixMedia,
  write: Write,
  ago: (minutes: number) => Date,
): void {
  const at = (minutes: number) => dayMinutes + minutes;
  write(
    "helga",
    at(240),
    text(
      "Für die Gewässerschau am Freitag:\n- Treffpunkt 8:30 Uhr am Wehr\n- Gummistiefel\n- Karten: https://www.example.org/gewaesserschau",
      {
        format: "org.matrix.custom.html",
        formatted_body:
          '<p>Für die <strong>Gewässerschau</strong> am Freitag:</p><ul><li>Treffpunkt 8:30 Uhr am Wehr</li><li>Gummistiefel</li><li>Karten: <a href="https://www.example.org/gewaesserschau">Übersicht der Abschnitte</a></li></ul>',
      },
    ),
  );
  const picture = drawPhoto(7, 480, 320);
  const info = { mimetype: "image/png", size: picture.length, w: 480, h: 320 };
  const url = media.put(picture, "image/png", "Pegel-Auwald.png");
  const photo = write("tobias", at(200), { msgtype: "m.image", body: "Pegel-Auwald.png", url, info });
  server.react(unitRoom, "jana", photo, "👀", ago(at(198)));
  const root = write("frank", at(170), text("Wer kann die Stellungnahme zum Hochwasserschutzplan mitzeichnen?"));
  const edited = write("tobias", at(150), text("Der Termin mit dem Landesamt ist am Mittwoch, 10 Uhr."));
  const lines = [
    ["deniz", 145, "Ich kann es bis heute Abend."],
    ["helga", 140, "Von mir aus ja, ich habe keine Anmerkungen."],
    ["ines", 120, "Mitgezeichnet. Danke für die gute Vorarbeit."],
  ] as const;
  for (const [sender, minutes, line] of lines) write(sender, at(minutes), text(line, inThread(root)));
  server.edit(unitRoom, "tobias", edited, "Der Termin mit dem Landesamt ist am Donnerstag, 10 Uhr.", ago(at(110)));
  const mistaken = write("jana", at(90), text("Das sollte in einen anderen Raum."));
  server.redact(unitRoom, "jana", mistaken, { at: ago(at(88)) });
  const feierabend = write("frank", at(60), text("Danke Ihnen, das war ein guter Tag. 🎉"));
  for (const [index, person] of ["helga", "deniz", "jana"].entries())
    server.react(unitRoom, person, feierabend, "🎉", ago(at(58 - index)));
}

/** Today until Ines looked last; returns what she wrote then. */
function writeToday(
  server: MatrixHomeserver,
  media: MatrixMedia,
  write: Write,
  ago: (minutes: number) => Date,
): string {
  const mimetype = "application/vnd.oasis.opendocument.text";
  const size = 48 * 1024;
  const url = media.put(Buffer.alloc(size), mimetype, "Vermerk Randstreifen.odt");

  write(
    katharina.username,
    51,
    text("Guten Morgen zusammen. Die Stellungnahmen der Kreise sind da, ich habe sie in den Vermerk eingearbeitet."),
  );
  write(katharina.username, 50, {
    msgtype: "m.file",
    body: "Vermerk Randstreifen.odt",
    filename: "Vermerk Randstreifen.odt",
    url,
    info: { mimetype, size },
  });
  write(katharina.username, 49, text("Offen ist nur noch Abschnitt 4, Ausnahmen für Dauergrünland."));
  const proposal = write(
    tobias.username,
    31,
    text(
      "Zu Abschnitt 4 habe ich heute Morgen mit dem Fachdienst gesprochen. Fünf Meter bleiben, aber mit Befreiung im Einzelfall.",
    ),
  );
  for (const person of ["deniz", katharina.username, ines.username])
    server.react(unitRoom, person, proposal, "👍", ago(30));
  server.react(unitRoom, "frank", proposal, "❓", ago(29));
  return write(ines.username, 28, text("Gut. Bitte so übernehmen, dann gebe ich frei.", answer(proposal)));
}
