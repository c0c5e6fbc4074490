import { changeDraft, discardDraft, readDraft } from "@pforte/shared/contract/admin-draft";
import type { FastifyInstance } from "fastify";
import { type Drafts, draftReply } from "#services/drafts.ts";
import { actBy } from "./act-by.ts";
import { serve } from "./serve.ts";

/** The one draft that all administrators share (S62). */
export function registerAdminDraftRoutes(app: FastifyInstance, drafts: Drafts): void {
  serve(app, readDraft, async () => draftReply(await drafts.current()));
  serve(app, changeDraft, async ({ ifMatch, body, signedIn, requestId }) =>
    draftReply(await drafts.change(ifMatch, body.operations, actBy(signedIn, requestId))),
  );
  serve(app, discardDraft, async ({ ifMatch, signedIn, requestId }) =>
    draftReply(await drafts.discard(ifMatch, actBy(signedIn, requestId))),
  );
}
