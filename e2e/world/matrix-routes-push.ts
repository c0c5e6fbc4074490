import { z } from "zod";
import { caller, type ClientApi, type Route } from "./matrix-api.ts";
import { expectBody, MatrixProblem } from "./matrix-http.ts";
import { type RuleKind, ruleKinds } from "./matrix-push-defaults.ts";

const conditionSchema = z.looseObject({ kind: z.string() });
const ruleSchema = z.object({
  actions: z.array(z.unknown()),
  conditions: z.array(conditionSchema).optional(),
  pattern: z.string().optional(),
});

function kindOf(kind: string): RuleKind {
  const found = ruleKinds.find((each) => each === kind);
  if (found === undefined) throw new MatrixProblem(400, "M_UNRECOGNIZED");
  return found;
}

function existing(api: ClientApi, user: string, kind: string, id: string) {
  const rule = api.server.account(user).rules.find(kindOf(kind), id);
  if (rule === null) throw new MatrixProblem(404, "M_NOT_FOUND");
  return rule;
}

export const pushRoutes: readonly Route[] = [
  ["GET", /^v3\/pushrules\/$/u, (api, call) => ({ global: api.server.account(caller(api, call).user).rules.all() })],
  ["GET", /^v3\/pushrules\/global\/$/u, (api, call) => api.server.account(caller(api, call).user).rules.all()],
  [
    "GET",
    /^v3\/pushrules\/global\/([^/]+)\/([^/]+)$/u,
    (api, call, [kind = "", id = ""]) => existing(api, caller(api, call).user, kind, id),
  ],
  [
    "PUT",
    /^v3\/pushrules\/global\/([^/]+)\/([^/]+)$/u,
    (api, call, [kind = "", id = ""]) => {
      const { user } = caller(api, call);
      const parsed = ruleSchema.safeParse(call.seen.body);
      if (!parsed.success || id.startsWith(".")) throw new MatrixProblem(400, "M_UNKNOWN");
      const { actions, conditions, pattern } = parsed.data;
      api.server.account(user).rules.put(kindOf(kind), {
        rule_id: id,
        actions,
        ...(conditions !== undefined && { conditions }),
        ...(pattern !== undefined && { pattern }),
      });
      api.server.rulesChanged(user);
      return {};
    },
  ],
  [
    "DELETE",
    /^v3\/pushrules\/global\/([^/]+)\/([^/]+)$/u,
    (api, call, [kind = "", id = ""]) => {
      const { user } = caller(api, call);
      const wasThere = api.server.account(user).rules.remove(kindOf(kind), id);
      if (!wasThere) throw new MatrixProblem(404, "M_NOT_FOUND");
      api.server.rulesChanged(user);
      return {};
    },
  ],
  [
    "PUT",
    /^v3\/pushrules\/global\/([^/]+)\/([^/]+)\/(enabled|actions)$/u,
    (api, call, [kind = "", id = "", attribute = ""]) => {
      const { user } = caller(api, call);
      existing(api, user, kind, id);
      const schema = z.object({ enabled: z.boolean().optional(), actions: z.array(z.unknown()).optional() });
      const { enabled, actions } = expectBody(schema, call.seen.body);
      api.server.account(user).rules.change(kindOf(kind), id, {
        ...(attribute === "enabled" && enabled !== undefined && { enabled }),
        ...(attribute === "actions" && actions !== undefined && { actions }),
      });
      api.server.rulesChanged(user);
      return {};
    },
  ],
];
