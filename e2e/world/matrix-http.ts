import type { IncomingMessage, ServerResponse } from "node:http";
import type { z } from "zod";

/** A refusal in the words of the Matrix API. */
export class MatrixProblem extends Error {
  override readonly name = "MatrixProblem";
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, errcode: string, more: Readonly<Record<string, unknown>> = {}) {
    super(errcode);
    this.status = status;
    this.body = { errcode, error: errcode, ...more };
  }
}

/** A call as the stand-in saw it, for tests that ask what was sent. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** What stands for a body that should be JSON and is not. */
const notJson = Symbol("not JSON");

/** The body as a form or as JSON; what is uploaded stays bytes. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece as Uint8Array));
  const bytes = Buffer.concat(pieces);
  if (request.url?.startsWith("/_matrix/media/") === true) return bytes;
  const text = bytes.toString();
  if (request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    // Whoever expects a body refuses this one.
    return notJson;
  }
}

/** The parsed body, or the refusal that a homeserver gives for another form. */
export function expectBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  if (body === notJson) throw new MatrixProblem(400, "M_NOT_JSON");
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new MatrixProblem(400, "M_BAD_JSON");
  return parsed.data;
}
