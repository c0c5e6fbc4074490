import type { UpstreamError, UpstreamReason } from "#connectors/kit/upstream-error.ts";

/** An error in the words of the Matrix API (client-server API, section 2.2). */
export interface MatrixFailure {
  readonly status: number;
  readonly body: { readonly errcode: string; readonly error: string; readonly retry_after_ms?: number };
}

type Stated = Pick<MatrixFailure, "status"> & { readonly errcode: string };

/** The portal's own words, beside those of the specification. */
const signIn = "ORG.PFORTE.SIGN_IN_REQUIRED";
const unavailable = "ORG.PFORTE.UNAVAILABLE";
const notEntitled = "ORG.PFORTE.NOT_ENTITLED";
const encrypted = "ORG.PFORTE.ROOM_ENCRYPTED";

/** What is said is ours: a homeserver's own text may say anything. */
const texts: Readonly<Record<string, string>> = {
  [signIn]: "The portal needs a sign-in at the homeserver.",
  [unavailable]: "The homeserver does not answer.",
  [notEntitled]: "The person has no access to the homeserver.",
  [encrypted]: "Nothing is written into an encrypted room without a key.",
};

const byOwnCode: Readonly<Record<string, Stated>> = {
  room_encrypted: { status: 403, errcode: encrypted },
  not_entitled: { status: 403, errcode: notEntitled },
  needs_first_login: { status: 403, errcode: notEntitled },
  other_person: { status: 403, errcode: notEntitled },
};

const byReason: Readonly<Record<UpstreamReason, Stated>> = {
  sign_in_required: { status: 403, errcode: signIn },
  rate_limited: { status: 429, errcode: "M_LIMIT_EXCEEDED" },
  forbidden: { status: 403, errcode: "M_FORBIDDEN" },
  not_found: { status: 404, errcode: "M_NOT_FOUND" },
  conflict: { status: 409, errcode: "M_UNKNOWN" },
  unavailable: { status: 503, errcode: unavailable },
  timeout: { status: 503, errcode: unavailable },
  bad_response: { status: 503, errcode: unavailable },
};

/**
 * What the page's client is told of a call that failed. Status and code are the homeserver's where it said one. It is
 * never a 401: a client would take that for the end of the person's session, which the portal alone can say.
 */
export function matrixFailure(error: UpstreamError): MatrixFailure {
  const { retryAfterSeconds: seconds } = error;
  const { status, errcode } = statedIn(error);
  return {
    status,
    body: {
      errcode,
      error: texts[errcode] ?? "The homeserver refused the call.",
      ...(seconds !== null && { retry_after_ms: Math.ceil(seconds * 1000) }),
    },
  };
}

function statedIn(error: UpstreamError): Stated {
  const { reason, status, code } = error;
  const own = code === null ? undefined : byOwnCode[code];
  if (own !== undefined) return own;
  if (reason === "sign_in_required" || reason === "rate_limited") return byReason[reason];
  // Whoever stands before the homeserver says it without its words.
  if (status === 413) return { status, errcode: "M_TOO_LARGE" };
  return wordsOfTheHomeserver(error) ?? byReason[reason];
}

function wordsOfTheHomeserver({ status, code }: UpstreamError): Stated | null {
  // What no status of HTTP is could not even be said on.
  if (status === null || status < 400 || status > 599 || code === null || !/^M_[A-Z0-9_]{1,60}$/u.test(code))
    return null;
  return { status, errcode: code };
}
