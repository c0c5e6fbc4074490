import { fullName, ines, katharina, people, tobias } from "./people.ts";
import { demoDocument } from "./nextcloud-documents.ts";
import type { FileNode } from "./nextcloud-tree.ts";
import type { NextcloudWorld } from "./nextcloud-world.ts";

/** Colleagues who work here but never sign in to the portal. */
const colleagues = {
  deniz: "Deniz Aslan",
  paul: "Paul Zierau",
  ole: "Ole Brandt",
  frank: "Frank Seidel",
  helga: "Helga Brandstetter",
} as const;

interface Furniture {
  readonly owner: string;
  readonly path: string;
  readonly kilobytes: number;
  readonly by: string;
  readonly minutesAgo: number;
  readonly favouriteOf?: readonly string[];
}

const [hour, day] = [60, 24 * 60];
const mine = [ines.username];

const files: readonly Furniture[] = [
  {
    owner: "katharina",
    path: "Referat 42/Vermerke/Vermerk Randstreifen.odt",
    kilobytes: 48,
    by: "katharina",
    minutesAgo: 14,
    favouriteOf: mine,
  },
  {
    owner: "katharina",
    path: "Referat 42/Vermerke/Vermerk Anlage 3.odt",
    kilobytes: 52,
    by: "katharina",
    minutesAgo: 40,
  },
  {
    owner: "katharina",
    path: "Referat 42/Haushalt/Haushaltsanmeldung 2027.ods",
    kilobytes: 212,
    by: "ines",
    minutesAgo: hour,
  },
  {
    owner: "katharina",
    path: "Referat 42/Haushalt/Mittelabfluss Oktober.ods",
    kilobytes: 88,
    by: "deniz",
    minutesAgo: 9 * day,
  },
  {
    owner: "paul",
    path: "Abteilung 4/Runden/Abteilungsrunde November.odp",
    kilobytes: 3170,
    by: "paul",
    minutesAgo: 2 * day,
  },
  {
    owner: "paul",
    path: "Abteilung 4/Runden/Protokoll Abteilungsrunde Oktober.odt",
    kilobytes: 64,
    by: "paul",
    minutesAgo: 30 * day,
  },
  {
    owner: "ines",
    path: "Wasserrecht/Bescheide/Bescheid Stauanlage Obermühle.pdf",
    kilobytes: 640,
    by: "ines",
    minutesAgo: 3 * day,
    favouriteOf: mine,
  },
  {
    owner: "ines",
    path: "Wasserrecht/Bescheide/Erlaubnis Entnahme Kieswerk.pdf",
    kilobytes: 410,
    by: "ines",
    minutesAgo: 12 * day,
  },
  {
    owner: "ines",
    path: "Messstellen/Fotos/Pegel Auwald 2026-11-18.jpg",
    kilobytes: 2460,
    by: "tobias",
    minutesAgo: 3 * day + 2 * hour,
  },
  { owner: "ines", path: "Messstellen/Messstellen Q2.ods", kilobytes: 5200, by: "ines", minutesAgo: 80 * day },
  {
    owner: "helga",
    path: "Planfeststellungsunterlagen/Erläuterungsbericht.pdf",
    kilobytes: 1840,
    by: "helga",
    minutesAgo: 7 * day,
  },
  {
    owner: "helga",
    path: "Planfeststellungsunterlagen/Lageplan 1-5000.pdf",
    kilobytes: 2900,
    by: "helga",
    minutesAgo: 7 * day + hour,
  },
  {
    owner: "ines",
    path: "Hochwasserschutz/Stellungnahme Hochwasserrückhaltebecken Auwald Entwurf 3.odt",
    kilobytes: 96,
    by: "ines",
    minutesAgo: 8 * day,
    favouriteOf: mine,
  },
  {
    owner: "ines",
    path: "Hochwasserschutz/Anlagen/Abflussberechnung.ods",
    kilobytes: 330,
    by: "deniz",
    minutesAgo: 10 * day,
  },
  { owner: "ines", path: "Notizen.md", kilobytes: 3, by: "ines", minutesAgo: 5 * day },
  { owner: "katharina", path: "Portal/Einführung Leitfaden.odt", kilobytes: 74, by: "katharina", minutesAgo: 4 * day },
];

const ago = (world: NextcloudWorld, minutes: number) => new Date(world.now().getTime() - minutes * 60_000);

/** Files, shares and what waits, as on a working day in a state office. */
export function furnishNextcloud(world: NextcloudWorld): void {
  for (const person of people)
    if (person.username !== tobias.username) world.addAccount(person.username, fullName(person));
  for (const [uid, name] of Object.entries(colleagues)) world.addAccount(uid, name);
  world.addAccount(tobias.username, fullName(tobias));
  const byPath = new Map<string, FileNode>();
  for (const { owner, path, kilobytes, by, minutesAgo, favouriteOf } of files.toReversed()) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const node = world.put(owner, path, demoDocument(name, kilobytes), { by, modified: ago(world, minutesAgo) });
    for (const uid of favouriteOf ?? []) node.favouriteOf.add(uid);
    byPath.set(path, node);
  }
  for (const uid of ["ines", "deniz", "paul", "frank"])
    world.share(world.folder("katharina", "Referat 42"), uid, { at: ago(world, 200 * day) });
  for (const uid of ["ines", "katharina"]) {
    world.share(world.folder("paul", "Abteilung 4"), uid, { permissions: 1, at: ago(world, 90 * day) });
    world.share(world.folder("helga", "Planfeststellungsunterlagen"), uid, { at: ago(world, 7 * day) });
  }
  world.share(world.folder("ines", "Hochwasserschutz"), "deniz", { at: ago(world, 20 * day) });
  world.share(world.folder("ines", "Messstellen"), "tobias", { at: ago(world, 20 * day) });
  waitFor(world, byPath);
}

function waitFor(world: NextcloudWorld, byPath: ReadonlyMap<string, FileNode>): void {
  const note = byPath.get("Referat 42/Vermerke/Vermerk Randstreifen.odt");
  const statement = byPath.get("Hochwasserschutz/Stellungnahme Hochwasserrückhaltebecken Auwald Entwurf 3.odt");
  const schedule = world.put(
    "frank",
    "Zeitplan Umlaufverfahren.ods",
    demoDocument("Zeitplan Umlaufverfahren.ods", 31),
    {
      modified: ago(world, 3 * hour),
    },
  );
  world.share(schedule, ines.username, { isPending: true, at: ago(world, 2 * hour) });
  if (statement !== undefined) {
    const text = "@ines Abschnitt 3.2 passt so. Die Abflusswerte habe ich ergänzt.";
    world.comment(statement, "deniz", text, { mentions: mine, at: ago(world, 95) });
  }
  if (note !== undefined) {
    const text = "Bitte bis 14 Uhr noch einmal über Absatz 2 schauen.";
    world.comment(note, katharina.username, text, { mentions: mine, at: ago(world, 12) });
  }
  for (const node of byPath.values()) {
    // What was written while the office was furnished is no news.
    if (node !== note && node !== statement) node.unreadComments.clear();
  }
}

type Step = (world: NextcloudWorld, turn: number) => void;

const notes = [
  "Ich habe die Messwerte aus Auwald nachgetragen.",
  "Die Frist ist mit dem Justiziariat abgestimmt.",
  "Können Sie Absatz 4 gegenlesen?",
] as const;

const steps: readonly Step[] = [
  (world) => change(world, "katharina", "Referat 42/Vermerke/Vermerk Randstreifen.odt", "katharina"),
  (world, turn) => {
    const node = world.find("ines", [
      "Hochwasserschutz",
      "Stellungnahme Hochwasserrückhaltebecken Auwald Entwurf 3.odt",
    ])?.node;
    if (node !== undefined)
      world.comment(node, "deniz", `@ines ${notes[turn % notes.length] ?? notes[0]}`, { mentions: mine });
  },
  (world) => change(world, "katharina", "Referat 42/Haushalt/Haushaltsanmeldung 2027.ods", "deniz"),
  (world, turn) => {
    const name = `Anhörung Stellungnahme ${turn + 1}.odt`;
    const node = world.put("helga", name, demoDocument(name, 41));
    world.share(node, ines.username, { isPending: true });
    // What nobody answers is taken back in the end, or a demo that runs for days would drown in it.
    const open = world.shares.filter((share) => share.isPending && share.owner === "helga");
    for (const old of open.slice(0, -2)) world.unshare(old);
  },
  (world) => change(world, "ines", "Messstellen/Fotos/Pegel Auwald 2026-11-18.jpg", "tobias"),
];

function change(world: NextcloudWorld, owner: string, path: string, by: string): void {
  const before = world.find(owner, path.split("/"))?.node;
  if (before === undefined) return;
  world.put(owner, path, Buffer.concat([before.content, Buffer.from(" ")]), { by });
}

/** Lets colleagues work now and then; returns the way to stop. */
export function moveNextcloud(world: NextcloudWorld, everyMilliseconds: number): () => void {
  let turn = 0;
  const timer = setInterval(() => {
    steps[turn % steps.length]?.(world, turn);
    turn += 1;
  }, everyMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
