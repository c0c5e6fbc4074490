import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type OpNotification,
  type OpStatus,
  opStatuses,
  type OpWorkPackage,
} from "@pforte/e2e/world/openproject-model";
import { actOnInbox, type InboxAct, readInbox, undoInboxActs } from "@pforte/shared/contract/inbox";
import { setWorkStatus } from "@pforte/shared/contract/work";
import { acknowledged, type Subject } from "./mixed-acts-subject.ts";
import { uploadSubject } from "./mixed-acts-uploads.ts";
import type { MixedActsSite } from "./mixed-acts-site.ts";

const cycle: readonly OpStatus[] = [opStatuses.inProgress, opStatuses.inReview, opStatuses.new];

/** What a run left: how much was done, and every way in which the end is not what was acknowledged. */
export interface MixedActsReport {
  readonly acts: number;
  readonly lost: number;
  readonly kills: number;
  readonly problems: readonly string[];
}

/** Acts in an order that the random numbers decide; subjects act beside each other, each for itself one act at a time. */
export async function runMixedActs(
  site: MixedActsSite,
  { acts, random, killEvery }: { readonly acts: number; readonly random: () => number; readonly killEvery: number },
): Promise<MixedActsReport> {
  const subjects = createSubjects(site, random, acts);
  const pick = () => Math.floor(random() * subjects.length);
  const plan = Array.from({ length: acts }, pick);
  const queues = subjects.map((_, index) => plan.filter((each) => each === index).length);
  site.cut(true);
  let done = 0;
  let killing = Promise.resolve();
  await Promise.all(
    subjects.map(async (subject, index) => {
      for (let left = queues[index] ?? 0; left > 0; left -= 1) {
        await subject.act();
        done += 1;
        if (done % killEvery === 0) killing = killing.then(async () => site.kill());
        await sleep(random() * 300);
      }
    }),
  );
  await killing;
  await drained(site);
  site.cut(false);
  const problems = (await Promise.all(subjects.map(async (each) => each.problems()))).flat();
  return { acts: done, lost: site.gateway.lost, kills: site.kills, problems };
}

async function drained({ person, database }: MixedActsSite): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    const { waiting } = await acknowledged(async () => person.call(readInbox, { query: {} }));
    if (waiting === 0) return;
    await sleep(100);
  }
  const left = await database.query(
    "select act, source, attempts, is_stalled, due_at, lease_until from intents where state = 'waiting'",
  );
  throw new Error(`Acts still wait: ${JSON.stringify(left)}`);
}

function createSubjects(site: MixedActsSite, random: () => number, acts: number): readonly Subject[] {
  const { openproject, me } = site;
  const { world } = openproject;
  const deniz = world.account({ name: "Deniz Aslan", login: "deniz" });
  const project = world.project("Hochwasserschutz", [me, deniz]);
  const many = Math.max(2, Math.min(12, Math.round(acts / 15)));
  const each = <Made>(make: (index: number) => Made): Made[] => Array.from({ length: many }, (_, index) => make(index));
  return [
    ...each((index) => {
      const item = world.create({ id: 100 + index, project, author: deniz, subject: `Nummer ${index}`, assignee: me });
      return statusSubject(site, item, (status) => void world.change(item, deniz, { status }), random);
    }),
    ...each((index) => {
      const item = world.create({ id: 300 + index, project, author: deniz, subject: `Hinweis ${index}` });
      return readSubject(
        site,
        world.notify({ recipient: me, workPackage: item, reason: "mentioned", actor: deniz }),
        random,
      );
    }),
    ...each((index) => dismissalSubject(site, index, random)),
    portalSubject(site, random),
    uploadSubject(site, random),
  ];
}

/** A status; now and then somebody changes it in the tool, which wins against who has not seen it. */
function statusSubject(
  { person, openproject }: MixedActsSite,
  item: OpWorkPackage,
  changeThere: (status: OpStatus) => void,
  random: () => number,
): Subject {
  const meant: { readonly id: string; readonly status: OpStatus; readonly version: string }[] = [];
  let there: OpStatus | null = null;
  const send = async ({ id, status, version }: (typeof meant)[number]) =>
    acknowledged(async () =>
      person.call(setWorkStatus, { body: { id, item: `projects:${item.id}`, status: String(status.id), version } }),
    );
  return {
    name: `status of ${item.id}`,
    async act() {
      const status = cycle[meant.length % cycle.length] ?? opStatuses.new;
      const one = { id: randomUUID(), status, version: String(item.lockVersion) };
      if (random() < 0.15) {
        there = opStatuses.onHold;
        changeThere(opStatuses.onHold);
      }
      meant.push(one);
      await send(one);
    },
    async problems() {
      const last = meant.at(-1);
      if (last === undefined) return [];
      const { outcome } = await send(last);
      const wanted = outcome.state === "overtaken" ? there : last.status;
      const mine = openproject.world
        .historyOf(item)
        .filter(({ user }) => user.login === "ines")
        .flatMap(({ details }) => details.filter(({ property }) => property === "status").map(({ to }) => to ?? ""));
      return [
        ...(item.status === wanted
          ? []
          : [`${this.name} is ${item.status.name}, not ${wanted?.name} (${outcome.state})`]),
        ...(["applied", "overtaken"].includes(outcome.state) ? [] : [`${this.name} ended as ${outcome.state}`]),
        ...(isInOrder(
          mine,
          meant.map(({ status }) => status.name),
        )
          ? []
          : [`${this.name} has ${mine.join()} in its history of ${meant.length} acts`]),
      ];
    },
  };
}

/** True where all of `part` stands in `whole` in this order, each at a place of its own: nothing was done twice. */
function isInOrder(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const each of part) {
    const found = whole.indexOf(each, at);
    if (found < 0) return false;
    at = found + 1;
  }
  return true;
}

interface Acting {
  /** Acts and remembers the id of the act. */
  act(act: InboxAct): Promise<string>;
  undo(id: string): Promise<string>;
}

function actingOn({ person }: MixedActsSite, item: string, change: string): Acting {
  return {
    async act(act) {
      const id = randomUUID();
      const body = { acts: [{ id, act, item, changes: [change] }] };
      const { outcomes } = await acknowledged(async () => person.call(actOnInbox, { body }));
      if (outcomes[0]?.state === "refused") throw new Error(`${act} of ${item} was refused.`);
      return id;
    },
    async undo(id) {
      const { outcomes } = await acknowledged(async () => person.call(undoInboxActs, { body: { acts: [id] } }));
      return outcomes[0]?.state ?? "refused";
    },
  };
}

/** A read flag that goes both ways, also by undo; somebody may turn it in the tool just before. */
function readSubject(site: MixedActsSite, notification: OpNotification, random: () => number): Subject {
  const item = `projects:wp:${notification.workPackage.id}`;
  const acting = actingOn(site, item, String(notification.id));
  let before: boolean | null = false;
  /** Null where an undone act leaves what somebody did in the tool. */
  let isRead: boolean | null = false;
  let last: string | null = null;
  return {
    name: `read flag of ${item}`,
    async act() {
      if (last !== null && random() < 0.4) {
        const state = await acting.undo(last);
        if (state !== "undone") throw new Error(`The undo of ${item} ended as ${state}.`);
        isRead = before;
        last = null;
        return;
      }
      const isTurnedThere = random() < 0.15;
      if (isTurnedThere) site.openproject.world.setRead(notification, random() < 0.5);
      before = isTurnedThere ? null : isRead;
      last = await acting.act(isRead === true ? "unread" : "read");
      isRead = isRead !== true;
    },
    problems: async () =>
      isRead === null || notification.isRead === isRead
        ? []
        : [`The flag of ${item} is ${notification.isRead ? "read" : "unread"}`],
  };
}

/** A dismissal, taken back in time or too late. */
function dismissalSubject(site: MixedActsSite, index: number, random: () => number): Subject {
  const { notifications } = site.nextcloud.world;
  const objectId = `mixed-${index}`;
  const subject = { de: `Hinweis ${index}`, en: `Note ${index}` };
  const id = notifications.add("ines", { app: "test", objectType: "test", objectId, subject });
  const acting = actingOn(site, `files:test:${objectId}`, String(id));
  let before = false;
  let isDone = false;
  let last: string | null = null;
  return {
    name: `dismissal of ${id}`,
    async act() {
      if (last !== null && random() < 0.5) {
        const state = await acting.undo(last);
        if (state === "undone") isDone = before;
        last = null;
        return;
      }
      before = isDone;
      last = await acting.act("done");
      isDone = true;
    },
    problems: async () => {
      const isThere = notifications.find("ines", id) !== null;
      return isThere === !isDone ? [] : [`The notification ${id} is ${isThere ? "still there" : "gone"}`];
    },
  };
}

/** One of the portal's own, which no tool knows. */
function portalSubject(site: MixedActsSite, random: () => number): Subject {
  let acting: Acting | null = null;
  let isRead = false;
  // There may be others: of acts that were overtaken.
  const shown = async () =>
    (await acknowledged(async () => site.person.call(readInbox, { query: { limit: "500" } }))).items.find(
      ({ source, object }) => source === "portal" && object.title === "Willkommen",
    );
  return {
    name: "the portal's own",
    async act() {
      if (acting === null) {
        const found = await shown();
        acting = actingOn(site, found?.id ?? "", found?.changes[0]?.id ?? "");
      }
      const id = await acting.act(isRead ? "unread" : "read");
      if (random() < 0.4 && (await acting.undo(id)) === "undone") return;
      isRead = !isRead;
    },
    problems: async () => ((await shown())?.isRead === isRead ? [] : ["The welcome is not as it was left"]),
  };
}
