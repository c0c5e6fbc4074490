import { readSession } from "@pforte/shared/contract/session";
import type { RequestHandler } from "msw";
import { reply } from "./server.ts";

/** Answers whose session it is. */
export function sessionOf(username = "katharina"): RequestHandler {
  return reply(readSession, {
    person: { name: username, username },
    endsAt: "2026-11-23T19:00:00.000Z",
    idleEndsAt: "2026-11-23T11:00:00.000Z",
  });
}
