import type { Dispatcher } from "undici";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Refusal, UpstreamRequest } from "#connectors/kit/upstream-http.ts";
import { refusalError, retryAfterSeconds } from "./classify.ts";
import type { UpstreamLimits } from "./limits.ts";
import { parseJson, readBody, textOf } from "./read-body.ts";
import { parseXml } from "./xml.ts";

/** What an answer is judged by. */
export interface Judging {
  readonly limits: UpstreamLimits;
  readonly now: () => Date;
}

/** How the body of an answer is wanted. */
export type Form = "json" | "xml" | "text" | "none";

/** An answer that is no refusal. */
export interface Answer {
  readonly status: number;
  readonly etag: string | null;
  /** Null for an empty body, and where none is wanted. */
  readonly value: unknown;
}

type Response = Dispatcher.ResponseData;

const longestText = 4096;

export function header(response: Response, name: string): string | null {
  const value = response.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

const etagPattern = /^(?:W\/)?"[\u0021\u0023-\u007e\u0080-\u00ff]{0,200}"$/u;

/** A validator that may be sent back; anything else is as good as none. */
export function etagOf(response: Response): string | null {
  const etag = header(response, "etag");
  return etag !== null && etagPattern.test(etag) ? etag : null;
}

/** Refuses an answer with a flood of headers before anything of it is read. */
export function checkHeaders(response: Response, { limits }: Judging): void {
  const count = Object.values(response.headers).reduce(
    (sum, value) => sum + (Array.isArray(value) ? value.length : 1),
    0,
  );
  if (count <= limits.headers) return;
  discard(response);
  throw new UpstreamError("bad_response", "The tool's answer has too many headers.");
}

/** Drops the connection instead of reading on. */
export function discard(response: Response): void {
  response.body.on("error", () => undefined).destroy();
}

export const isSuccess = (status: number, request: UpstreamRequest) =>
  (status >= 200 && status < 300) || request.accept?.includes(status) === true;

/** Reads an answer to its end, and brings its value in the wanted form or throws what it means. */
export async function readAnswer(
  response: Response,
  request: UpstreamRequest,
  form: Form,
  judging: Judging,
): Promise<Answer> {
  checkHeaders(response, judging);
  const { statusCode: status } = response;
  const bytes = await readBody(response.body, header(response, "content-encoding") ?? undefined, judging.limits);
  if (!isSuccess(status, request)) throw refused(response, bytes, request, judging);
  // A page where none was asked for is somebody's sign-in or maintenance: nothing was done behind it.
  if (form === "none" && status === 200 && isPage(response)) {
    throw new UpstreamError("bad_response", "The tool answered an act with a page.", { status });
  }
  const isExpected = status < 300;
  const isWanted = form !== "none" && bytes.length > 0 && (isExpected || typeOf(response) === form);
  return { status, etag: etagOf(response), value: isWanted ? valueOf(response, bytes, form, judging) : null };
}

function valueOf(response: Response, bytes: Buffer, form: Exclude<Form, "none">, { limits }: Judging): unknown {
  if (typeOf(response) !== form) {
    throw new UpstreamError("bad_response", "The tool's answer is of another type than was asked for.");
  }
  if (form === "json") return parseJson(bytes, limits.depth);
  if (form === "xml") return parseXml(textOf(bytes), limits.depth);
  if (bytes.length > longestText) throw new UpstreamError("bad_response", "The tool's answer is too large.");
  return textOf(bytes);
}

const isPage = (response: Response) => /^text\/html/iu.test(header(response, "content-type") ?? "");

/** Whether an answer says of itself that it is JSON. */
export const isJson = (response: Response) => typeOf(response) === "json";

function typeOf(response: Response): Form | null {
  const type = header(response, "content-type") ?? "";
  if (/^application\/(?:[\w.-]{1,80}\+)?json[ \t]*(?:;|$)/iu.test(type)) return "json";
  if (/^(?:application|text)\/xml[ \t]*(?:;|$)/iu.test(type)) return "xml";
  return /^text\/plain[ \t]*(?:;|$)/iu.test(type) ? "text" : null;
}

/** The error of an answer that is a refusal, in the tool's own words where the caller can read them. */
export function refused(response: Response, bytes: Buffer, request: UpstreamRequest, judging: Judging): UpstreamError {
  const seconds = retryAfterSeconds(header(response, "retry-after") ?? undefined, judging.now());
  return refusalError(response.statusCode, explain(response, bytes, request, judging), seconds);
}

function explain(response: Response, bytes: Buffer, { refusal }: UpstreamRequest, judging: Judging): Refusal | null {
  if (refusal === undefined) return null;
  return refusal(response.statusCode, refusalBody(response, bytes, judging), {
    authenticate: header(response, "www-authenticate"),
    maintenance: header(response, "x-nextcloud-maintenance-mode"),
  });
}

function refusalBody(response: Response, bytes: Buffer, judging: Judging): unknown {
  const form = typeOf(response);
  if (form !== "json" && form !== "xml") return null;
  try {
    return valueOf(response, bytes, form, judging);
  } catch (error) {
    // A refusal whose body cannot be read is still the refusal that its status says.
    if (error instanceof UpstreamError) return null;
    throw error;
  }
}
