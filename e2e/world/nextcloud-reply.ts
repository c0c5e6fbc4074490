import type { BrokenReplies, SeenCall, StandInReply } from "./stand-in-http.ts";
import { escapeXml, xmlDocument } from "./nextcloud-xml.ts";

/** A refusal that is already in the words of the part that refuses. */
export class NextcloudProblem extends Error {
  override readonly name = "NextcloudProblem";
  readonly reply: StandInReply;

  constructor(reply: StandInReply) {
    super(`HTTP ${reply.status}`);
    this.reply = reply;
  }
}

/** A refusal of an OCS route, of which the envelope makes a status. */
export class OcsProblem extends Error {
  override readonly name = "OcsProblem";
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message = "", data: unknown = []) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

const json = { "content-type": "application/json; charset=utf-8" } as const;
const xml = { "content-type": "application/xml; charset=utf-8" } as const;

/** What a middleware says before any controller is asked: without the envelope. */
export function plainProblem(status: number, message: string, headers: StandInReply["headers"] = {}): NextcloudProblem {
  return new NextcloudProblem({ status, headers: { ...json, ...headers }, body: JSON.stringify({ message }) });
}

export function davProblem(
  status: number,
  exception: string,
  message: string,
  headers: StandInReply["headers"] = {},
): NextcloudProblem {
  const name = exception.includes("\\") ? exception : `Sabre\\DAV\\Exception\\${exception}`;
  const inner = `<s:exception>${escapeXml(name)}</s:exception><s:message>${escapeXml(message)}</s:message>`;
  return new NextcloudProblem({ status, headers: { ...xml, ...headers }, body: xmlDocument("d:error", inner) });
}

export function notFound(name = "File"): NextcloudProblem {
  return davProblem(404, "NotFound", `${name} could not be located`);
}

export function jsonReply(status: number, body: unknown, headers: StandInReply["headers"] = {}): StandInReply {
  return { status, headers: { ...json, ...headers }, body: JSON.stringify(body) };
}

export function emptyReply(status: number, headers: StandInReply["headers"] = {}): StandInReply {
  return { status, headers, body: null };
}

/** The envelope of OCS; v1 answers 200 whatever happened, v2 in the status. XML unless JSON is asked for. */
export function ocsReply(
  call: SeenCall,
  outcome: { readonly code: number; readonly message: string; readonly data: unknown },
  headers: StandInReply["headers"] = {},
): StandInReply {
  const isFirst = call.path.startsWith("/ocs/v1.php");
  const isGood = outcome.code === 200 || outcome.code === 100;
  const statuscode = isFirst && isGood ? 100 : outcome.code;
  const meta = { status: isGood ? "ok" : "failure", statuscode, message: outcome.message };
  const status = isFirst && outcome.code !== 997 ? 200 : httpStatus(outcome.code);
  const ocs = { meta, data: outcome.data };
  const format = call.query.get("format");
  const accepts = call.headers.accept ?? "";
  if (format === "json" || (format === null && accepts.includes("application/json"))) {
    return jsonReply(status, { ocs }, headers);
  }
  const body = `<?xml version="1.0"?>\n<ocs>${asXml(ocs)}</ocs>\n`;
  return { status, headers: { ...xml, ...headers }, body, json: JSON.stringify({ ocs }) };
}

function httpStatus(code: number): number {
  if (code === 100) return 200;
  if (code === 997) return 401;
  if (code === 998) return 404;
  if (code === 996 || code === 999) return 500;
  return code >= 200 && code < 600 ? code : 400;
}

function asXml(value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => `<element>${asXml(each)}</element>`).join("");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([key, each]) => `<${key}>${asXml(each)}</${key}>`)
      .join("");
  }
  if (typeof value === "string" || typeof value === "number") return escapeXml(String(value));
  return value === true ? "1" : "";
}

/** How a Nextcloud in trouble answers. */
export const brokenNextcloud: BrokenReplies = {
  http500: {
    status: 500,
    headers: { "content-type": "text/html; charset=UTF-8" },
    body: "<h1>Internal Server Error</h1>",
  },
  http503: {
    status: 503,
    headers: { "content-type": "text/html; charset=UTF-8", "x-nextcloud-maintenance-mode": "1", "retry-after": "120" },
    body: "<h1>Maintenance mode</h1>",
  },
  http429: {
    status: 429,
    headers: { ...json, "retry-after": "30" },
    body: JSON.stringify({ message: "Too many requests" }),
  },
  contentType: json["content-type"],
};
