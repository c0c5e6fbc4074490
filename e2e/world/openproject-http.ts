import type { BrokenReplies, SeenCall, StandInReply } from "./stand-in-http.ts";

const identifier = "urn:openproject-org:api:v3:errors:";

type ProblemName =
  | "InternalServerError"
  | "InvalidQuery"
  | "InvalidRequestBody"
  | "MissingPermission"
  | "NotFound"
  | "PropertyConstraintViolation"
  | "PropertyIsReadOnly"
  | "ResourceTypeMismatch"
  | "TypeNotSupported"
  | "Unauthenticated"
  | "UpdateConflict";

const statusOf: Record<ProblemName, number> = {
  InternalServerError: 500,
  InvalidQuery: 400,
  InvalidRequestBody: 400,
  MissingPermission: 403,
  NotFound: 404,
  PropertyConstraintViolation: 422,
  PropertyIsReadOnly: 422,
  ResourceTypeMismatch: 422,
  TypeNotSupported: 415,
  Unauthenticated: 401,
  UpdateConflict: 409,
};

/** A refusal in the words of OpenProject's API. */
export class OpProblem extends Error {
  override readonly name = "OpProblem";
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    problem: ProblemName,
    message: string,
    more: { readonly attribute?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = statusOf[problem];
    this.body = {
      _type: "Error",
      errorIdentifier: `${identifier}${problem}`,
      message,
      ...(more.attribute !== undefined && { _embedded: { details: { attribute: more.attribute } } }),
    };
    this.headers = more.headers ?? {};
  }
}

const halType = "application/hal+json; charset=utf-8";

export const hal = (body: unknown, status = 200): StandInReply => ({
  status,
  headers: { "content-type": halType },
  body: JSON.stringify(body),
});

export const noContent: StandInReply = { status: 204, headers: {}, body: null };

/** How OpenProject words its own distress; 429 and 503 come from the proxy in front of it. */
export const brokenReplies: BrokenReplies = {
  http500: hal(
    {
      _type: "Error",
      errorIdentifier: `${identifier}InternalServerError`,
      message: "An internal error has occured. Please contact your administrator.",
    },
    500,
  ),
  http503: {
    status: 503,
    headers: { "content-type": "text/html; charset=utf-8", "retry-after": "5" },
    body: "<h1>Wartungsarbeiten</h1>",
  },
  http429: { status: 429, headers: { "content-type": "text/plain", "retry-after": "5" }, body: "Retry later\n" },
  contentType: halType,
};

/** The parsed body of a write. Without a content type OpenProject answers 406 in plain text, with another one 415. */
export function bodyOf(seen: SeenCall): unknown {
  const type = String(seen.headers["content-type"] ?? "");
  if (type === "") throw new MissingContentType();
  if (!/^application\/(?:hal\+)?json(?:;|$)/u.test(type)) {
    throw new OpProblem("TypeNotSupported", `Expected CONTENT-TYPE to be 'application/json' but got '${type}'.`);
  }
  if (seen.body.length === 0) return {};
  try {
    return JSON.parse(seen.body.toString());
  } catch {
    throw new OpProblem("InvalidRequestBody", "The request body was not a single JSON object.");
  }
}

/** The one refusal that is not HAL. */
export class MissingContentType extends Error {
  override readonly name = "MissingContentType";
  readonly reply: StandInReply = {
    status: 406,
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: "Missing content-type header",
  };
}
