import { type OpAccount, opPriorities, opStatuses, opTypes, type OpWorkPackage } from "./openproject-model.ts";
import type { OpenProjectWorld } from "./openproject-world.ts";
import { fullName, ines, katharina, tobias } from "./people.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/** The calendar day in the house of the demo, some days from an instant. */
export function demoDay(now: Date, days: number): string {
  // The Swedish way of writing dates is the one of ISO 8601.
  return new Date(now.getTime() + days * day).toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });
}

/** Who works with OpenProject in the demo; Tobias is known there and has never signed in. */
function furnishPeople(world: OpenProjectWorld) {
  return {
    ines: world.account({ name: fullName(ines), login: ines.username, sub: ines.sub }),
    katharina: world.account({ name: fullName(katharina), login: katharina.username, sub: katharina.sub }),
    tobias: world.account({ name: fullName(tobias), login: tobias.username }),
    deniz: world.account({ name: "Deniz Aslan", login: "deniz" }),
    helga: world.account({ name: "Helga Brandstetter", login: "helga" }),
    paul: world.account({ name: "Paul Zierau", login: "paul" }),
  };
}
type Cast = ReturnType<typeof furnishPeople>;

/** Five projects of a water authority, with what waits there for Ines and Katharina. */
export function furnishProjects(world: OpenProjectWorld, now: Date): void {
  const cast = furnishPeople(world);
  const everybody = Object.values(cast);
  const projects = {
    flood: world.project("Hochwasserschutz", everybody),
    strips: world.project("Gewässerrandstreifen 2027", everybody),
    groundwater: world.project("Messnetz Grundwasser", everybody),
    register: world.project("Wasserbuch", everybody),
    cadastre: world.project("Gewässerkataster", everybody),
    // What Ines may read and not change, and a project that she does not see at all.
    budget: world.project("Haushalt Abteilung 4", [cast.katharina, cast.helga, cast.paul], [cast.ines]),
    staff: world.project("Personalplanung", [cast.katharina, cast.helga]),
  };
  furnishWork(world, cast, projects, now);
  furnishNews(world, cast, now);
}

type Projects = Record<
  "flood" | "strips" | "groundwater" | "register" | "cadastre" | "budget" | "staff",
  ReturnType<OpenProjectWorld["project"]>
>;

type Row = readonly [
  id: number,
  project: keyof Projects,
  subject: string,
  assignee: "ines" | "katharina" | "unit",
  dueIn: number | null,
  status?: keyof typeof opStatuses,
  more?: Partial<Parameters<OpenProjectWorld["create"]>[0]>,
];

const high = { priority: opPriorities.high };
const basin = "Hochwasserrückhaltebecken Obermühle";

const rows: readonly Row[] = [
  [4701, "flood", "Stellungnahme Deichrückbau abstimmen", "ines", -3, "inProgress", { ...high, percentageDone: 60 }],
  [4711, "strips", "Vermerk Randstreifen freigeben", "ines", 0, "inReview", { percentageDone: 90 }],
  [4718, "groundwater", "Leistungsverzeichnis prüfen", "ines", 2],
  [4722, "register", "Altdaten 1998 bis 2004 übernehmen", "ines", 4, "inProgress", { percentageDone: 30 }],
  [4730, "flood", `${basin}: Planunterlagen auf Vollständigkeit prüfen`, "ines", 9, "inProgress", high],
  [4733, "cadastre", "Gewässerkataster: Schnittstelle zum Wasserbuch abnehmen", "unit", 12, "inReview"],
  [4736, "cadastre", "Gewässerkataster im Betrieb", "ines", 36, "new", { type: opTypes.milestone }],
  [4740, "flood", "Pegel Untermühle: Datenübertragung klären", "ines", null],
  [4744, "budget", "Haushaltsanmeldung 2027 gegenlesen", "ines", 6],
  [4750, "flood", `${basin}: Anhörung vorbereiten`, "katharina", 3, "inProgress", high],
  [4755, "budget", "Ansätze für die Unterhaltung der Gewässer", "katharina", 6],
  [4760, "groundwater", "Messstelle 17: Pumpe ersetzen", "katharina", 1],
  [4690, "register", "Altdaten 1990 bis 1997 übernehmen", "ines", -20, "done", { percentageDone: 100 }],
];

function furnishWork(world: OpenProjectWorld, cast: Cast, projects: Projects, now: Date): void {
  const unit = world.group("Referat 42", [cast.ines, cast.deniz, cast.tobias]);
  const common = { author: cast.helga, at: new Date(now.getTime() - 12 * day) };
  const plan = { ...common, id: 4600, project: projects.staff, subject: "Stellenplan 2027", assignee: cast.katharina };
  const parent = world.create(plan);
  for (const [id, project, subject, assignee, dueIn, status = "new", more = {}] of rows) {
    world.create({
      ...common,
      id,
      project: projects[project],
      subject,
      assignee: assignee === "unit" ? unit : cast[assignee],
      dueDate: dueIn === null ? null : demoDay(now, dueIn),
      status: opStatuses[status],
      // A link that Ines may not follow.
      ...(id === 4740 && { parent }),
      ...(id === 4730 && { responsible: cast.katharina }),
      ...(id === 4750 && { responsible: cast.ines }),
      ...more,
    });
  }
  // What has been there for two weeks is no news.
  for (const notification of world.notifications.values()) world.setRead(notification, true);
}

function furnishNews(world: OpenProjectWorld, cast: Cast, now: Date): void {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * minute);
  const of = (id: number): OpWorkPackage => {
    const workPackage = world.workPackages.get(id);
    if (workPackage === undefined) throw new Error("There is no such work package in the demo.");
    return workPackage;
  };
  const strips = of(4711);
  const dike = of(4701);
  const question = "@Ines Marquardt Können Sie bis Donnerstag die Lagepläne gegenlesen?";
  // In the order of time: the newest has the highest number there.
  world.change(of(4718), cast.helga, { assignee: cast.katharina }, ago(3 * 24 * 60));
  world.change(of(4718), cast.helga, { assignee: cast.ines }, ago(2 * 24 * 60 + 19));
  world.notify({
    recipient: cast.ines,
    workPackage: dike,
    reason: "dateAlert",
    dateAlert: { property: "dueDate", value: dike.dueDate ?? demoDay(now, -3) },
    at: ago(5 * 60),
  });
  world.change(of(4722), cast.tobias, { description: "Zuerst die Erlaubnisse, dann die Bewilligungen." }, ago(200));
  world.change(strips, cast.helga, { dueDate: demoDay(now, 9) }, ago(120));
  world.change(strips, cast.helga, { dueDate: demoDay(now, 0) }, ago(84));
  world.comment(of(4750), cast.paul, "Der Sitzungssaal ist reserviert.", [], ago(55));
  world.comment(of(4730), cast.deniz, question, [cast.ines], ago(47));
  world.comment(strips, cast.tobias, "Anlage 3 fehlt noch.", [], ago(8));
  world.change(strips, cast.tobias, { priority: opPriorities.high }, ago(6));
}

/** As much waits for a person as can still be believed; a demo that runs for days does not bury them. */
const mostUnread = 18;

/** Lets colleagues work on: comments, mentions, assignments, other states and days. Returns the way to stop. */
export function moveProjects(world: OpenProjectWorld, everyMilliseconds: number, now: () => Date): () => void {
  const cast = furnishPeople(world);
  let turn = 0;
  const timer = setInterval(() => {
    const recipient = turn % 3 === 2 ? cast.katharina : cast.ines;
    const unread = [...world.notifications.values()].filter((each) => each.recipient === recipient && !each.isRead);
    if (unread.length < mostUnread) moveOnce(world, cast, recipient, turn, now());
    turn += 1;
  }, everyMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}

const questions = [
  "Können Sie sich die Berechnung noch einmal ansehen?",
  "Die Unterlagen der Gemeinde sind da. Übernehmen Sie die Prüfung?",
  "Ist der Termin am Donnerstag für Sie möglich?",
] as const;
const remarks = [
  "Der Lageplan liegt jetzt in der Ablage.",
  "Rücksprache mit dem Wasserverband ist erfolgt.",
  "Die Messwerte der letzten Woche sind nachgetragen.",
] as const;

function moveOnce(world: OpenProjectWorld, cast: Cast, recipient: OpAccount, turn: number, now: Date): void {
  const theirs = [...world.workPackages.values()].filter(
    ({ assignee, status, project }) =>
      assignee === recipient && !status.isClosed && project.members.has(cast.tobias.id),
  );
  const workPackage = theirs[turn % Math.max(theirs.length, 1)];
  const other = recipient === cast.ines ? cast.katharina : cast.ines;
  if (workPackage === undefined) return;
  const pick = <T>(list: readonly [T, ...T[]]): T => list[turn % list.length] ?? list[0];
  switch (turn % 5) {
    case 0:
      world.comment(workPackage, cast.deniz, `@${recipient.name} ${pick(questions)}`, [recipient]);
      break;
    case 1: {
      const { inProgress, inReview } = opStatuses;
      world.change(workPackage, cast.tobias, { status: workPackage.status === inReview ? inProgress : inReview });
      break;
    }
    case 2:
      world.comment(workPackage, cast.paul, pick(remarks));
      break;
    case 3:
      if (!workPackage.type.isMilestone)
        world.change(workPackage, cast.helga, { dueDate: demoDay(now, 2 + (turn % 9)) });
      break;
    default: {
      const handedOver = [...world.workPackages.values()].find(
        ({ assignee, id, status }) => assignee === other && id >= 4715 && id <= 4765 && !status.isClosed,
      );
      if (handedOver?.project.members.has(cast.helga.id) === true) {
        world.change(handedOver, cast.helga, { assignee: recipient });
      }
    }
  }
}
