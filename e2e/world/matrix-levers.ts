import type { ServerResponse } from "node:http";
import { MatrixProblem, type SeenRequest } from "./matrix-http.ts";
import type { MatrixFlow } from "./matrix-api.ts";

/** What a test may put in front of the stand-in: returns true when it answered itself. */
export type MatrixInterceptor = (seen: SeenRequest, response: ServerResponse) => boolean | Promise<boolean>;

/** Kinds of calls that a lever can be set for alone. */
const kinds = {
  login: ["POST", /\/v3\/login$/u],
  refresh: ["POST", /\/v3\/refresh$/u],
  sync: ["GET", /\/v3\/sync$/u],
  send: ["PUT", /\/rooms\/[^/]+\/(?:send|redact)\//u],
  messages: ["GET", /\/rooms\/[^/]+\/(?:messages|context|relations)/u],
  receipt: ["POST", /\/(?:receipt\/.+|read_markers)$/u],
  typing: ["PUT", /\/typing\//u],
  membership: ["POST", /\/(?:join|leave|invite)(?:\/[^/]+)?$/u],
  createRoom: ["POST", /\/createRoom$/u],
  search: ["POST", /\/user_directory\/search$/u],
  upload: ["POST", /\/media\/v3\/upload$/u],
  media: ["GET", /\/v1\/media\/(?:download|thumbnail)\//u],
} as const;
export type MatrixCallKind = keyof typeof kinds;

export interface MatrixLimit {
  readonly milliseconds: number;
  readonly only?: MatrixCallKind;
}

export interface Levers {
  slow: number;
  limit: MatrixLimit | null;
  isRefusing: boolean;
  flows: readonly MatrixFlow[];
  accessSeconds: number;
  interceptor: MatrixInterceptor | null;
  lost: { readonly kind: MatrixCallKind; count: number } | null;
}

const isOf = (kind: MatrixCallKind, { method, path }: SeenRequest) => {
  const [expected, pattern] = kinds[kind];
  return method === expected && pattern.test(path);
};

export function refuseIfAsked({ limit, isRefusing }: Levers, seen: SeenRequest): void {
  if (limit !== null && (limit.only === undefined || isOf(limit.only, seen))) {
    throw new MatrixProblem(429, "M_LIMIT_EXCEEDED", { retry_after_ms: limit.milliseconds });
  }
  if (isRefusing && seen.headers["authorization"] !== undefined) throw new MatrixProblem(401, "M_UNKNOWN_TOKEN");
}

/** Whether the reply of this call, which was carried out, is to be cut. */
export function isLost({ lost }: Levers, seen: SeenRequest): boolean {
  if (lost === null || !isOf(lost.kind, seen)) return false;
  lost.count += 1;
  return lost.count % 2 === 0;
}
