import { z } from "zod";
import { endpoint } from "./endpoint.ts";

/** Whether the caller still has a session, and until when at most; without one the reply is 401 `signed_out`. */
export const readSession = endpoint({
  method: "GET",
  path: "/api/session",
  scope: "person",
  activity: false,
  reply: z.object({
    person: z.object({ name: z.string(), username: z.string() }),
    /** The absolute end of the session. */
    endsAt: z.iso.datetime(),
    /** When the session ends if nothing is done from now on. */
    idleEndsAt: z.iso.datetime(),
  }),
});
