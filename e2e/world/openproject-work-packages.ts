import { z } from "zod";
import { collectionOf, filtersOf, invalidFilter, type OpFilter, sorted, sortOf } from "./openproject-collection.ts";
import { bodyOf, hal, OpProblem } from "./openproject-http.ts";
import { opStatuses, type OpAccount, type OpStatus, type OpWorkPackage } from "./openproject-model.ts";
import {
  activityOf,
  type OpViewer,
  projectLink,
  statusLink,
  statusOf,
  workPackageOf,
  workPackagePath,
} from "./openproject-represent.ts";
import type { OpChange } from "./openproject-world.ts";
import type { SeenCall, StandInReply } from "./stand-in-http.ts";

const base = "/api/v3/work_packages";
export const allStatuses: readonly OpStatus[] = Object.values(opStatuses);

/** Where a status may lead, by id; a status that is not named here leads everywhere. */
export type OpWorkflow = ReadonlyMap<number, readonly number[]>;

/** Answers what lies below `/api/v3/work_packages`; null where it is something else. */
export function answerWorkPackages(seen: SeenCall, viewer: OpViewer, workflow: OpWorkflow): StandInReply | null {
  if (seen.path === base && seen.method === "GET") return hal(list(seen, viewer));
  const [, id, rest] = /^\/api\/v3\/work_packages\/(\d+)(?:\/(form|activities))?$/u.exec(seen.path) ?? [];
  if (id === undefined) return null;
  const workPackage = viewer.world.workPackages.get(Number(id));
  // What may not be seen is not there; a 403 would give it away.
  if (workPackage === undefined || !viewer.world.isVisible(workPackage, viewer.account)) throw missing();
  return answerOne(seen, viewer, workPackage, { rest, workflow });
}

function answerOne(
  seen: SeenCall,
  viewer: OpViewer,
  workPackage: OpWorkPackage,
  { rest, workflow }: { readonly rest: string | undefined; readonly workflow: OpWorkflow },
): StandInReply | null {
  switch (rest === undefined ? seen.method : `${seen.method} ${rest}`) {
    case "GET":
      return hal(workPackageOf(workPackage, viewer, true));
    case "PATCH":
      return hal(patch(seen, workPackage, viewer, workflow));
    case "POST form":
      // Forms are the one kind of reply that is plain JSON.
      return { ...hal(form(seen, workPackage, viewer, workflow)), headers: { "content-type": "application/json" } };
    case "GET activities": {
      // Never in pages.
      const whole = { ...seen, query: new URLSearchParams({ pageSize: "1000" }) };
      return hal(collectionOf(whole, viewer.world.historyOf(workPackage), (each) => activityOf(each, viewer)));
    }
    case "POST activities": {
      mayEdit(workPackage, viewer);
      const { comment } = parsedBody(seen, z.object({ comment: z.object({ raw: z.string().min(1) }) }));
      return hal(activityOf(viewer.world.comment(workPackage, viewer.account, comment.raw), viewer), 201);
    }
    default:
      return null;
  }
}

const missing = () =>
  new OpProblem("NotFound", "The work package you are looking for cannot be found or has been deleted.");

function mayEdit(workPackage: OpWorkPackage, viewer: OpViewer): void {
  if (viewer.world.canEdit(workPackage, viewer.account)) return;
  throw new OpProblem("MissingPermission", "You are not authorized to access this resource.");
}

function parsedBody<S extends z.ZodType>(seen: SeenCall, schema: S): z.output<S> {
  const parsed = schema.safeParse(bodyOf(seen));
  if (!parsed.success) throw new OpProblem("InvalidRequestBody", "The request body was not a single JSON object.");
  return parsed.data;
}

const linkSchema = z.object({ href: z.string().nullable() });
const writeSchema = z.object({
  lockVersion: z.number().int().optional(),
  subject: z.string().optional(),
  dueDate: z.iso.date().nullable().optional(),
  _links: z.object({ status: linkSchema.optional(), assignee: linkSchema.optional() }).optional(),
});

function patch(seen: SeenCall, workPackage: OpWorkPackage, viewer: OpViewer, workflow: OpWorkflow) {
  const body = parsedBody(seen, writeSchema);
  mayEdit(workPackage, viewer);
  // A write that names no version counts as one of an old version.
  if (body.lockVersion !== workPackage.lockVersion) {
    throw new OpProblem("UpdateConflict", "Information has been updated by at least one other user in the meantime.");
  }
  const status = statusOfLink(body._links?.status?.href);
  if (status !== undefined && !isAllowed(workPackage.status, status, workflow)) {
    throw new OpProblem(
      "PropertyConstraintViolation",
      "Status is invalid because no valid transition exists from old to new status for the current user's roles.",
      { attribute: "status" },
    );
  }
  if (body.subject === "") {
    throw new OpProblem("PropertyConstraintViolation", "Subject can't be blank.", { attribute: "subject" });
  }
  const assignee = assigneeOfLink(body._links?.assignee, viewer);
  const change: OpChange = {
    ...(status !== undefined && { status }),
    ...(assignee !== undefined && { assignee }),
    ...(body.subject !== undefined && { subject: body.subject }),
    ...(body.dueDate !== undefined && { dueDate: body.dueDate }),
  };
  viewer.world.change(workPackage, viewer.account, change);
  return workPackageOf(workPackage, viewer, true);
}

function statusOfLink(href: string | null | undefined): OpStatus | undefined {
  if (href === undefined) return undefined;
  const id = /^\/api\/v3\/statuses\/(\d+)$/u.exec(href ?? "")?.[1];
  const status = allStatuses.find((each) => String(each.id) === id);
  if (status !== undefined) return status;
  throw new OpProblem("ResourceTypeMismatch", `For property 'status' a link like '/api/v3/statuses/:id' is expected.`);
}

function assigneeOfLink(value: { href: string | null } | undefined, { world }: OpViewer): OpAccount | null | undefined {
  if (value === undefined) return undefined;
  if (value.href === null) return null;
  const id = /^\/api\/v3\/(?:users|groups)\/(\d+)$/u.exec(value.href)?.[1];
  const account = world.accounts.get(Number(id));
  if (account !== undefined) return account;
  throw new OpProblem("PropertyConstraintViolation", "Assignee is invalid.", { attribute: "assignee" });
}

const isAllowed = (from: OpStatus, to: OpStatus, workflow: OpWorkflow) =>
  from.id === to.id || (workflow.get(from.id)?.includes(to.id) ?? true);

/** The form of an edit: what may be written, and the statuses that the workflow allows from here. */
function form(seen: SeenCall, workPackage: OpWorkPackage, viewer: OpViewer, workflow: OpWorkflow) {
  // A form that is asked for with an empty body says how things stand.
  if (seen.body.length > 0 || seen.headers["content-type"] !== undefined) bodyOf(seen);
  mayEdit(workPackage, viewer);
  const allowed = allStatuses.filter((status) => isAllowed(workPackage.status, status, workflow));
  const self = `${workPackagePath(workPackage)}/form`;
  return {
    _type: "Form",
    _embedded: {
      payload: {
        lockVersion: workPackage.lockVersion,
        subject: workPackage.subject,
        _links: { status: statusLink(workPackage.status), project: projectLink(workPackage.project) },
      },
      schema: {
        _type: "Schema",
        _dependencies: [],
        lockVersion: { type: "Integer", name: "Lock Version", required: true, hasDefault: false, writable: false },
        subject: { type: "String", name: "Subject", required: true, hasDefault: false, writable: true },
        status: {
          type: "Status",
          name: "Status",
          required: true,
          hasDefault: true,
          writable: true,
          _embedded: { allowedValues: allowed.map(statusOf) },
          _links: { allowedValues: allowed.map(statusLink) },
        },
        _links: {},
      },
      validationErrors: {},
    },
    _links: {
      self: { href: self, method: "post" },
      validate: { href: self, method: "post" },
      commit: { href: workPackagePath(workPackage), method: "patch" },
    },
  };
}

function list(seen: SeenCall, viewer: OpViewer): Record<string, unknown> {
  // Without filters only open ones are listed.
  const filters = filtersOf(seen) ?? [{ name: "status", operator: "o", values: [] }];
  const visible = [...viewer.world.workPackages.values()].filter((each) =>
    viewer.world.isVisible(each, viewer.account),
  );
  const chosen = filters.reduce((left, filter) => left.filter(condition(filter, viewer)), visible);
  const items = sorted(chosen, [...sortOf(seen), ["id", "asc"]], {
    id: ({ id }) => id,
    subject: ({ subject }) => subject,
    dueDate: ({ dueDate }) => dueDate,
    startDate: ({ startDate }) => startDate,
    updatedAt: ({ updatedAt }) => updatedAt.getTime(),
    createdAt: ({ createdAt }) => createdAt.getTime(),
    status: ({ status }) => status.id,
    priority: ({ priority }) => priority.id,
  });
  return {
    ...collectionOf(seen, items, (each) => workPackageOf(each, viewer), { type: "WorkPackageCollection" }),
  };
}

type Condition = (workPackage: OpWorkPackage) => boolean;
type Field = { readonly operators: string; readonly value: (workPackage: OpWorkPackage) => number | undefined };

/** What is compared by its id. */
const fields: Readonly<Record<string, Field>> = {
  status: { operators: "o c = !", value: ({ status }) => status.id },
  assignee: { operators: "= !", value: ({ assignee }) => assignee?.id },
  assigneeOrGroup: { operators: "= !", value: ({ assignee }) => assignee?.id },
  responsible: { operators: "= !", value: ({ responsible }) => responsible?.id },
  author: { operators: "= !", value: ({ author }) => author.id },
  id: { operators: "= !", value: ({ id }) => id },
  project: { operators: "= !", value: ({ project }) => project.id },
};

function condition({ name, operator, values }: OpFilter, viewer: OpViewer): Condition {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined) throw invalidFilter(name, "does not exist.");
  if (!field.operators.split(" ").includes(operator)) throw invalidFilter(name, "has an invalid operator.");
  if (operator === "o" || operator === "c") return ({ status }) => status.isClosed === (operator === "c");
  const wanted = new Set<number>();
  for (const value of values) {
    const id = value === "me" ? viewer.account.id : Number(value);
    wanted.add(id);
    const account = name === "assigneeOrGroup" ? viewer.world.accounts.get(id) : undefined;
    if (account !== undefined) for (const each of viewer.world.selfAndGroups(account)) wanted.add(each);
  }
  return (workPackage) => wanted.has(field.value(workPackage) ?? -1) === (operator === "=");
}
