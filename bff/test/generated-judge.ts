import { failureSchema } from "@pforte/shared/errors/failure";
import { canary } from "./hostile-values.ts";
import type { GeneratedRequest } from "./generated-requests.ts";

/** What came back; a status of 0 where the connection was closed or cut without an answer. */
export interface GeneratedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

const sql = /\b(?:select|insert into|update|delete from) [a-z_"]+[\s\S]{0,80}\b(?:where|values|set|from) |\bpg_[a-z]+/u;
/**
 * Of a program that fails: a stack, a path of its sources, the name of a class, why a connection failed. The log may say
 * where, and why a source could not be reached; no answer does.
 */
const insides =
  /ECONN[A-Z]+|\n\s+at [^\n]*:\d+:\d+|node_modules|\.ts:\d+|\b(?:Type|Reference|Syntax|Range|Zod)Error\b|FST_ERR/u;
const jwt = /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./u;

/** Failures of tools and of time, which are no fault of the portal's. */
const honest: ReadonlySet<string> = new Set([
  "source_unavailable",
  "source_sign_in_required",
  "timeout",
  "too_many_streams",
]);

/** Failures in the words of the Client-Server API (decision 013), and of OpenID Connect Back-Channel Logout, section 2.8. */
const speaksOtherwise = ({ access, path }: GeneratedRequest["route"]) =>
  access.isGateway === true || path === "/auth/backchannel-logout";

const isJson = ({ headers }: GeneratedAnswer) => String(headers["content-type"]).startsWith("application/json");

/** Where a length was spoiled, what is left of the body is a request of its own, whose answer comes behind. */
function first({ headers, body }: GeneratedAnswer): string {
  const length = Number(headers["content-length"] ?? Number.NaN);
  return Number.isNaN(length) ? body : Buffer.from(body).subarray(0, length).toString();
}

/** What is wrong with a refusal: no code that a person could be told of, or one that blames the portal. */
function problemOfFailure({ route }: GeneratedRequest, answer: GeneratedAnswer): string | null {
  const { status, body } = answer;
  if (status < 400 || body === "" || speaksOtherwise(route) || !isJson(answer)) return null;
  const failure = failureSchema.safeParse(JSON.parse(first(answer)));
  if (!failure.success) return `fails without a code: ${body.slice(0, 100)}`;
  const { code } = failure.data;
  return status > 500 && !honest.has(code) ? `is a ${status} ${code}` : null;
}

/** What is wrong with the status and the head of any answer. */
function problemOfHead({ overwritten }: GeneratedRequest, { status, headers, body }: GeneratedAnswer): string | null {
  // Bytes that were turned may leave the portal waiting for the rest of a body.
  if (status === 0) return overwritten.length > 0 ? null : `got no answer ${body}`;
  if (status === 500) return "is a 500";
  return headers["content-security-policy"] === undefined ? "lacks the security headers" : null;
}

/** Says what is wrong with an answer or a line of the log; null where nothing is. */
export function createJudge(secrets: readonly string[]) {
  const shown = (text: string): string | null => {
    const inside = sql.exec(text)?.[0] ?? jwt.exec(text)?.[0];
    if (inside !== undefined) return `shows ${inside.slice(0, 60)}`;
    const at = secrets.findIndex((secret) => secret.length > 8 && text.includes(secret));
    return at < 0 ? null : `shows secret ${at}`;
  };
  return {
    answer(request: GeneratedRequest, answer: GeneratedAnswer): string | null {
      const head = Object.entries(answer.headers)
        .filter(([name]) => name !== "set-cookie")
        .map(([name, value]) => `${name}: ${String(value)}\n`);
      const problem = problemOfHead(request, answer);
      // A connection that failed is told of by the client, not by the portal.
      if (problem !== null || answer.status === 0) return problem;
      const text = `${head.join("")}\n${answer.body}`;
      const inside = insides.exec(text)?.[0];
      if (inside !== undefined) return `shows ${inside.slice(0, 60)}`;
      return shown(text) ?? problemOfFailure(request, answer);
    },
    line(line: string): string | null {
      if (!line.startsWith("{")) return `is no line of the log: ${line.slice(0, 300)}`;
      if (line.includes(canary)) return "repeats what was sent";
      const { level, msg } = JSON.parse(line) as { readonly level?: string; readonly msg?: string };
      return level === "error" || level === "fatal" ? `is an error: ${msg} ${line.slice(0, 900)}` : shown(line);
    },
  };
}
