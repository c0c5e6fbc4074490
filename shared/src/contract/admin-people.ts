import { z } from "zod";
import { endpoint } from "./endpoint.ts";

/** How many sessions and people are signed in now. */
export const readPresence = endpoint({
  method: "GET",
  path: "/api/admin/people/presence",
  scope: "admin",
  activity: false,
  reply: z.object({ people: z.int(), sessions: z.int() }),
});

/** One person by their exact user name (case does not matter), or 404; there is no list and no search, and it is audited. */
export const findPerson = endpoint({
  method: "POST",
  path: "/api/admin/people/find",
  scope: "admin",
  activity: true,
  body: z.strictObject({ username: z.string().trim().min(1).max(200) }),
  reply: z.object({
    people: z.array(
      z.object({
        issuer: z.string(),
        subject: z.string(),
        username: z.string(),
        name: z.string(),
        seenAt: z.iso.datetime(),
        sessions: z.array(z.object({ startedAt: z.iso.datetime(), lastActiveAt: z.iso.datetime() })),
      }),
    ),
  }),
});

/** Ends all sessions of one person, everywhere and at once; audited. */
export const endSessions = endpoint({
  method: "POST",
  path: "/api/admin/people/end-sessions",
  scope: "admin",
  activity: true,
  isFresh: true,
  body: z.strictObject({ issuer: z.string().max(500), subject: z.string().max(500) }),
  reply: z.object({ ended: z.int() }),
});
