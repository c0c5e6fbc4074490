import type { CallContext } from "#connectors/kit/connector.ts";
import type { Refusal } from "#connectors/kit/upstream-http.ts";
import { path } from "#connectors/kit/upstream-path.ts";
import { aboutSchema, problemSchema, type Task, taskListSchema, taskSchema } from "./schema.ts";

/** The person's open tasks, those that are due first in front. */
export async function tasks(call: CallContext, limit: number) {
  const query = { assignee: call.person.username, open: "true", limit: String(limit) };
  const reply = await call.http.json(path`/api/tasks`, taskListSchema, { query, refusal });
  const items = reply.tasks.flatMap((each): Task | [] => taskSchema.safeParse(each).data ?? []);
  return { items, dropped: reply.tasks.length - items.length, total: reply.total };
}

/** The release of the tool; the cheapest call that needs a token. */
export async function version(call: CallContext): Promise<string> {
  return (await call.http.json(path`/api/about`, aboutSchema, { refusal })).version;
}

/** Only what the status alone does not say. */
function refusal(status: number, body: unknown): Refusal | null {
  const problem = problemSchema.safeParse(body);
  if (!problem.success) return null;
  const { error: code } = problem.data;
  return status === 403 && code === "no_account" ? { reason: "not_found", code: "needs_first_login" } : { code };
}
