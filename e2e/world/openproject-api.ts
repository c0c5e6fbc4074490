import { collectionOf } from "./openproject-collection.ts";
import { hal, OpProblem } from "./openproject-http.ts";
import { opPriorities, opTypes } from "./openproject-model.ts";
import { answerNotifications } from "./openproject-notifications.ts";
import {
  activityOf,
  link,
  type OpViewer,
  principalLink,
  projectOf,
  statusOf,
  userOf,
} from "./openproject-represent.ts";
import { allStatuses, answerWorkPackages, type OpWorkflow } from "./openproject-work-packages.ts";
import type { OpenProjectWorld } from "./openproject-world.ts";
import type { SeenCall, StandInReply } from "./stand-in-http.ts";

export interface OpApi {
  readonly world: OpenProjectWorld;
  readonly hasDateAlerts: boolean;
  readonly workflow: OpWorkflow;
}

const notFound = () => new OpProblem("NotFound", "The requested resource could not be found.");

/** Answers a call whose account is known; without one only what needs none. */
export function answerApi(api: OpApi, call: SeenCall, viewer: OpViewer | null): StandInReply {
  if (viewer === null) {
    const isHealth = call.path === "/health_checks/default";
    const headers = { "content-type": "text/plain; charset=utf-8" };
    return { status: isHealth ? 200 : 404, headers, body: isHealth ? "default: PASSED Application is running" : "" };
  }
  const reply =
    answerNotifications(call, viewer, api.hasDateAlerts) ??
    answerWorkPackages(call, viewer, api.workflow) ??
    (call.method === "GET" ? answerReads(call, viewer) : null);
  if (reply === null) throw notFound();
  return reply;
}

type Read = (call: SeenCall, viewer: OpViewer, id: string | undefined) => unknown;

const readAccount: Read = (_call, viewer, id) =>
  userOf(found(viewer.world.accounts.get(id === "me" ? viewer.account.id : Number(id))), viewer);

const reads: Readonly<Record<string, Read>> = {
  statuses: (call, _viewer, id) =>
    id === undefined
      ? collectionOf(call, allStatuses, statusOf)
      : statusOf(found(allStatuses.find((each) => String(each.id) === id))),
  users: readAccount,
  groups: readAccount,
  projects(_call, viewer, id) {
    const project = viewer.world.projects.get(Number(id));
    return projectOf(found(project?.members.has(viewer.account.id) === true ? project : undefined));
  },
  activities(_call, viewer, id) {
    const activity = found(viewer.world.activities.get(Number(id)));
    return activityOf(
      found(viewer.world.isVisible(activity.workPackage, viewer.account) ? activity : undefined),
      viewer,
    );
  },
  types: (call) => collectionOf(call, Object.values(opTypes), (type) => named("Type", `types/${type.id}`, type)),
  priorities: (call) =>
    collectionOf(call, Object.values(opPriorities), (each) => named("Priority", `priorities/${each.id}`, each)),
};

function answerReads(call: SeenCall, viewer: OpViewer): StandInReply | null {
  const [, name, id] = /^\/api\/v3(?:\/([a-z_]+))?(?:\/(\w+))?\/?$/u.exec(call.path) ?? [];
  if (name === undefined) return call.path.replace(/\/$/u, "") === "/api/v3" ? hal(rootOf(viewer)) : null;
  const read = Object.hasOwn(reads, name) ? reads[name] : undefined;
  return read === undefined ? null : hal(read(call, viewer, id));
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw notFound();
  return value;
}

const named = (type: string, path: string, { id, name }: { readonly id: number; readonly name: string }) => ({
  _type: type,
  id,
  name,
  position: id,
  isDefault: name === opPriorities.normal.name || name === opTypes.task.name,
  ...(type === "Priority" ? { isActive: true } : { isMilestone: id === opTypes.milestone.id, color: null }),
  _links: { self: link(`/api/v3/${path}`, name) },
});

/** The entry point; the version of the core is for administrators only. */
function rootOf(viewer: OpViewer): Record<string, unknown> {
  const to = (name: string) => link(`/api/v3/${name}`);
  return {
    _type: "Root",
    instanceName: "Projekte",
    _links: {
      self: link("/api/v3"),
      configuration: to("configuration"),
      memberships: to("memberships"),
      priorities: to("priorities"),
      relations: to("relations"),
      statuses: to("statuses"),
      time_entries: to("time_entries"),
      types: to("types"),
      user: principalLink(viewer.account),
      userPreferences: to("my_preferences"),
      workPackages: to("work_packages"),
    },
  };
}
