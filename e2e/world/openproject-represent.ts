import type { OpAccount, OpActivity, OpDetail, OpProject, OpStatus, OpWorkPackage } from "./openproject-model.ts";
import type { OpenProjectWorld } from "./openproject-world.ts";

/** What stands in a link to something that the viewer may not see. */
export const undisclosed = "urn:openproject-org:api:v3:undisclosed";

/** Whose eyes a representation is for, and in which language the tool writes. */
export interface OpViewer {
  readonly account: OpAccount;
  readonly world: OpenProjectWorld;
  readonly language: "de" | "en";
}

export interface OpLink {
  readonly href: string | null;
  readonly title?: string;
  readonly method?: string;
  readonly templated?: boolean;
}

const api = "/api/v3";

export const link = (href: string | null, title?: string): OpLink => ({ href, ...(title !== undefined && { title }) });

export const principalPath = (account: OpAccount) =>
  `${api}/${account.kind === "Group" ? "groups" : "users"}/${account.id}`;
export const principalLink = (account: OpAccount | null) =>
  account === null ? link(null) : link(principalPath(account), account.name);
export const statusLink = (status: OpStatus) => link(`${api}/statuses/${status.id}`, status.name);
export const workPackagePath = (workPackage: OpWorkPackage) => `${api}/work_packages/${workPackage.id}`;
const projectPath = (project: OpProject) => `${api}/projects/${project.id}`;
export const projectLink = (project: OpProject) => link(projectPath(project), project.name);

export function userOf(account: OpAccount, viewer: OpViewer): Record<string, unknown> {
  const isSelf = account === viewer.account;
  return {
    _type: account.kind,
    id: account.id,
    name: account.name,
    ...(account.kind === "User" && { avatar: null }),
    ...(isSelf && { login: account.login, admin: false, status: "active", language: "de", identityUrl: null }),
    _links: { self: link(principalPath(account), account.name) },
  };
}

export function statusOf(status: OpStatus): Record<string, unknown> {
  return {
    _type: "Status",
    id: status.id,
    name: status.name,
    isClosed: status.isClosed,
    isDefault: status.id === 1,
    isReadonly: false,
    excludedFromTotals: false,
    position: status.id,
    _links: { self: statusLink(status) },
  };
}

export function projectOf(project: OpProject): Record<string, unknown> {
  return {
    _type: "Project",
    id: project.id,
    identifier: project.identifier,
    name: project.name,
    active: true,
    public: false,
    createdAt: project.createdAt.toISOString(),
    updatedAt: project.createdAt.toISOString(),
    _links: { self: projectLink(project), categories: link(`${projectPath(project)}/categories`) },
  };
}

const formattable = (raw: string) => ({ format: "markdown", raw, html: `<p>${escapeHtml(raw)}</p>` });
const escapeHtml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A work package; embedded parts only where it stands alone, as in the real lists. */
export function workPackageOf(workPackage: OpWorkPackage, viewer: OpViewer, isAlone = false): Record<string, unknown> {
  const { type, startDate, dueDate } = workPackage;
  const dates = type.isMilestone
    ? { date: dueDate }
    : { startDate, dueDate, derivedStartDate: null, derivedDueDate: null };
  return {
    _type: "WorkPackage",
    id: workPackage.id,
    lockVersion: workPackage.lockVersion,
    subject: workPackage.subject,
    description: formattable(workPackage.description),
    scheduleManually: true,
    readonly: false,
    ...dates,
    estimatedTime: null,
    derivedEstimatedTime: null,
    ignoreNonWorkingDays: false,
    percentageDone: workPackage.percentageDone,
    derivedPercentageDone: null,
    createdAt: workPackage.createdAt.toISOString(),
    updatedAt: workPackage.updatedAt.toISOString(),
    ...(isAlone && { _embedded: { status: statusOf(workPackage.status), project: projectOf(workPackage.project) } }),
    _links: workPackageLinks(workPackage, viewer),
  };
}

function workPackageLinks(workPackage: OpWorkPackage, viewer: OpViewer): Record<string, unknown> {
  const { type, priority, project, parent } = workPackage;
  const self = workPackagePath(workPackage);
  // What is not allowed has no link, which is how a client learns of it.
  const acts = viewer.world.canEdit(workPackage, viewer.account)
    ? {
        update: { href: `${self}/form`, method: "post" },
        updateImmediately: { href: self, method: "patch" },
        addComment: { href: `${self}/activities`, method: "post", title: "Add comment" },
      }
    : {};
  const seesParent = parent !== null && viewer.world.isVisible(parent, viewer.account);
  return {
    self: link(self, workPackage.subject),
    schema: link(`${api}/work_packages/schemas/${project.id}-${type.id}`),
    ...acts,
    type: link(`${api}/types/${type.id}`, type.name),
    priority: link(`${api}/priorities/${priority.id}`, priority.name),
    project: projectLink(project),
    status: statusLink(workPackage.status),
    author: principalLink(workPackage.author),
    assignee: principalLink(workPackage.assignee),
    responsible: principalLink(workPackage.responsible),
    parent:
      parent === null ? link(null) : seesParent ? link(workPackagePath(parent), parent.subject) : link(undisclosed),
    ancestors: parent === null ? [] : [seesParent ? link(workPackagePath(parent), parent.subject) : link(undisclosed)],
    category: link(null),
    version: link(null),
  };
}

const propertyNames: Record<OpDetail["property"], Record<OpViewer["language"], string>> = {
  status: { de: "Status", en: "Status" },
  assignee: { de: "Zugewiesen an", en: "Assignee" },
  responsible: { de: "Verantwortlich", en: "Accountable" },
  dueDate: { de: "Endtermin", en: "Finish date" },
  priority: { de: "Priorität", en: "Priority" },
  subject: { de: "Thema", en: "Subject" },
  description: { de: "Beschreibung", en: "Description" },
};

function dayOf(day: string | null, language: OpViewer["language"]): string | null {
  const options = { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "UTC" } as const;
  return day === null ? null : new Date(day).toLocaleDateString(language === "de" ? "de-DE" : "en-US", options);
}

/** As the journal words it: days as people of that language write them. */
function detailText(detail: OpDetail, language: OpViewer["language"]): string {
  const { property } = detail;
  const [from, to] =
    property === "dueDate" ? [dayOf(detail.from, language), dayOf(detail.to, language)] : [detail.from, detail.to];
  const name = `**${propertyNames[property][language]}**`;
  const isGerman = language === "de";
  if (property === "description") return isGerman ? `${name} geändert` : `${name} changed`;
  if (to === null) return isGerman ? `${name} gelöscht (~~*${from ?? ""}*~~)` : `${name} deleted (~~*${from ?? ""}*~~)`;
  if (from === null) return isGerman ? `${name} wurde auf *${to}* gesetzt` : `${name} set to *${to}*`;
  return isGerman ? `${name} geändert von *${from}* zu *${to}*` : `${name} changed from *${from}* to *${to}*`;
}

export function activityOf(activity: OpActivity, viewer: OpViewer): Record<string, unknown> {
  return {
    _type: activity.comment === "" ? "Activity" : "Activity::Comment",
    id: activity.id,
    version: activity.version,
    comment: formattable(activity.comment),
    details: activity.details.map((detail) => formattable(detailText(detail, viewer.language))),
    internal: false,
    createdAt: activity.createdAt.toISOString(),
    updatedAt: activity.createdAt.toISOString(),
    _links: {
      self: link(`${api}/activities/${activity.id}`),
      workPackage: link(workPackagePath(activity.workPackage), activity.workPackage.subject),
      user: principalLink(activity.user),
    },
  };
}
