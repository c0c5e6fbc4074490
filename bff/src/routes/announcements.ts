import { answerAnnouncement } from "@pforte/shared/contract/announcements";
import type { FastifyInstance } from "fastify";
import type { Announcements } from "#services/announcements.ts";
import { serve } from "./serve.ts";

/** What people answer to announcements. */
export function registerAnnouncementRoutes(app: FastifyInstance, announcements: Announcements): void {
  serve(app, answerAnnouncement, async ({ body: { key, revision, answer }, signedIn }) => {
    await announcements.answer(signedIn.principal, { announcement: key, revision, answer });
    return { answered: true as const };
  });
}
