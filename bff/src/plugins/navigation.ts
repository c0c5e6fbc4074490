import type { FastifyRequest } from "fastify";

/** Whether a person's browser is to show the answer: by Fetch Metadata, or where a browser sends none by what it accepts. */
export function isNavigation({ headers }: FastifyRequest): boolean {
  const mode = headers["sec-fetch-mode"];
  return mode === undefined ? (headers.accept ?? "").includes("text/html") : mode === "navigate";
}
