import {
  type OpAccount,
  type OpActivity,
  type OpDetail,
  type OpNotification,
  opPriorities,
  type OpPriority,
  type OpProject,
  opStatuses,
  type OpStatus,
  opTypes,
  type OpType,
  type OpWorkPackage,
} from "./openproject-model.ts";
import { reasonFor } from "./openproject-reasons.ts";

/** What a change sets; what is not named stays. */
export interface OpChange {
  readonly status?: OpStatus;
  readonly assignee?: OpAccount | null;
  readonly responsible?: OpAccount | null;
  readonly dueDate?: string | null;
  readonly priority?: OpPriority;
  readonly subject?: string;
  readonly description?: string;
}

/** What a new work package starts with. */
export interface NewWorkPackage extends OpChange {
  readonly id?: number;
  readonly subject: string;
  readonly project: OpProject;
  readonly author: OpAccount;
  readonly type?: OpType;
  readonly startDate?: string | null;
  readonly percentageDone?: number;
  readonly parent?: OpWorkPackage | null;
  readonly at?: Date;
}

/** What an OpenProject holds: accounts, projects, work packages with their journals, and who was told what. */
export class OpenProjectWorld {
  readonly accounts = new Map<number, OpAccount>();
  readonly projects = new Map<number, OpProject>();
  readonly workPackages = new Map<number, OpWorkPackage>();
  readonly activities = new Map<number, OpActivity>();
  readonly notifications = new Map<number, OpNotification>();
  readonly #now: () => Date;
  #lastId = 1000;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** With `sub` the account is linked; without one nobody has signed in there yet. */
  account(of: { readonly name: string; readonly login: string; readonly sub?: string }): OpAccount {
    const known = [...this.accounts.values()].find(({ login }) => login === of.login);
    if (known !== undefined) return known;
    return this.#principal("User", of.name, of.login, of.sub ?? null, []);
  }

  group(name: string, members: readonly OpAccount[]): OpAccount {
    return this.#principal("Group", name, name, null, members);
  }

  project(name: string, members: readonly OpAccount[], readers: readonly OpAccount[] = []): OpProject {
    const id = this.#nextId();
    const identifier = name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/gu, "-")
      .replaceAll(/^-|-$/gu, "");
    const rights = new Map<number, { readonly canEdit: boolean }>();
    for (const account of readers) rights.set(account.id, { canEdit: false });
    for (const account of members) rights.set(account.id, { canEdit: true });
    const project = { id, identifier, name, members: rights, createdAt: this.#now() };
    this.projects.set(id, project);
    return project;
  }

  create(of: NewWorkPackage): OpWorkPackage {
    const at = of.at ?? this.#now();
    const workPackage: OpWorkPackage = {
      ...blank(),
      ...of,
      id: of.id ?? this.#nextId(),
      startDate: of.type?.isMilestone === true ? (of.dueDate ?? null) : (of.startDate ?? null),
      createdAt: at,
      updatedAt: at,
    };
    this.workPackages.set(workPackage.id, workPackage);
    const { assignee } = workPackage;
    const details: OpDetail[] = assignee === null ? [] : [{ property: "assignee", from: null, to: assignee.name }];
    this.#record(workPackage, of.author, { comment: "", details, at });
    return workPackage;
  }

  /** Changes what differs and tells who is concerned; null where nothing differs, as a save without changes does nothing. */
  change(workPackage: OpWorkPackage, user: OpAccount, change: OpChange, at = this.#now()): OpActivity | null {
    const details = applyChange(workPackage, change);
    if (details.length === 0) return null;
    workPackage.lockVersion += 1;
    workPackage.updatedAt = at;
    return this.#record(workPackage, user, { comment: "", details, at });
  }

  /** A comment touches the work package without a new lock version, as there. */
  comment(
    workPackage: OpWorkPackage,
    user: OpAccount,
    text: string,
    mentions: readonly OpAccount[] = [],
    at = this.#now(),
  ): OpActivity {
    workPackage.updatedAt = at;
    return this.#record(workPackage, user, { comment: text, details: [], at, mentions });
  }

  /** A notification of its own, such as a date alert or one with a reason that comes only in a later version. */
  notify(of: {
    readonly recipient: OpAccount;
    readonly workPackage: OpWorkPackage;
    readonly reason: string;
    readonly actor?: OpAccount | null;
    readonly activity?: OpActivity | null;
    readonly dateAlert?: OpNotification["dateAlert"];
    readonly at?: Date;
    readonly isRead?: boolean;
  }): OpNotification {
    const at = of.at ?? this.#now();
    const notification: OpNotification = {
      id: this.#nextId(),
      recipient: of.recipient,
      reason: of.reason,
      workPackage: of.workPackage,
      activity: of.activity ?? null,
      actor: of.actor ?? null,
      dateAlert: of.dateAlert ?? null,
      isRead: of.isRead ?? false,
      createdAt: at,
      updatedAt: at,
    };
    this.notifications.set(notification.id, notification);
    return notification;
  }

  setRead(notification: OpNotification, isRead: boolean): void {
    if (notification.isRead === isRead) return;
    notification.isRead = isRead;
    notification.updatedAt = this.#now();
  }

  /** The journal of a work package, oldest first. */
  historyOf(workPackage: OpWorkPackage): readonly OpActivity[] {
    return [...this.activities.values()].filter((activity) => activity.workPackage === workPackage);
  }

  isVisible(workPackage: OpWorkPackage, viewer: OpAccount): boolean {
    return workPackage.project.members.has(viewer.id);
  }

  canEdit(workPackage: OpWorkPackage, viewer: OpAccount): boolean {
    return workPackage.project.members.get(viewer.id)?.canEdit === true;
  }

  /** The account itself and the groups that it belongs to. */
  selfAndGroups(viewer: OpAccount): ReadonlySet<number> {
    const groups = [...this.accounts.values()].filter((account) => account.members.has(viewer.id));
    return new Set([viewer.id, ...groups.map(({ id }) => id)]);
  }

  #record(
    workPackage: OpWorkPackage,
    user: OpAccount,
    entry: {
      readonly comment: string;
      readonly details: readonly OpDetail[];
      readonly at: Date;
      readonly mentions?: readonly OpAccount[];
    },
  ): OpActivity {
    const version = this.historyOf(workPackage).length + 1;
    const { comment, details, at, mentions = [] } = entry;
    const activity = { id: this.#nextId(), workPackage, version, user, comment, details, createdAt: at };
    this.activities.set(activity.id, activity);
    for (const recipient of this.accounts.values()) {
      if (recipient === user || recipient.kind === "Group" || !this.isVisible(workPackage, recipient)) continue;
      const reason = reasonFor(activity, this.selfAndGroups(recipient), mentions.includes(recipient));
      if (reason !== null) this.notify({ recipient, workPackage, reason, activity, actor: user, at });
    }
    return activity;
  }

  #principal(
    kind: OpAccount["kind"],
    name: string,
    login: string,
    sub: string | null,
    members: readonly OpAccount[],
  ): OpAccount {
    const id = this.#nextId();
    const account = { id, kind, name, login, sub, isLocked: false, members: new Set(members.map((each) => each.id)) };
    this.accounts.set(id, account);
    return account;
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}

const blank = () => ({
  lockVersion: 0,
  description: "",
  type: opTypes.task,
  status: opStatuses.new,
  priority: opPriorities.normal,
  assignee: null,
  responsible: null,
  watchers: new Set<number>(),
  parent: null,
  dueDate: null,
  percentageDone: 0,
});

function applyChange(workPackage: OpWorkPackage, change: OpChange): OpDetail[] {
  const details: OpDetail[] = [];
  const set = (property: OpDetail["property"], from: string | null, to: string | null, write: () => void) => {
    if (from === to) return;
    details.push({ property, from, to });
    write();
  };
  const { status, assignee, responsible, dueDate, priority, subject, description } = change;
  if (status !== undefined) set("status", workPackage.status.name, status.name, () => (workPackage.status = status));
  if (assignee !== undefined) {
    set("assignee", nameOf(workPackage.assignee), nameOf(assignee), () => (workPackage.assignee = assignee));
  }
  if (responsible !== undefined) {
    const write = () => (workPackage.responsible = responsible);
    set("responsible", nameOf(workPackage.responsible), nameOf(responsible), write);
  }
  if (dueDate !== undefined) set("dueDate", workPackage.dueDate, dueDate, () => (workPackage.dueDate = dueDate));
  if (priority !== undefined) {
    set("priority", workPackage.priority.name, priority.name, () => (workPackage.priority = priority));
  }
  if (subject !== undefined) set("subject", workPackage.subject, subject, () => (workPackage.subject = subject));
  if (description !== undefined) {
    const write = () => (workPackage.description = description);
    set("description", workPackage.description, description, write);
  }
  return details;
}

const nameOf = (account: OpAccount | null) => account?.name ?? null;
