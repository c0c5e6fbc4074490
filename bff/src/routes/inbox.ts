import { actOnInbox, muteSource, readInbox, undoInboxActs } from "@pforte/shared/contract/inbox";
import type { FastifyInstance } from "fastify";
import type { InboxService } from "#services/inbox.ts";
import { serve } from "./serve.ts";

/** A page is told that a tool is slow before its own request runs into a deadline. */
const waitMilliseconds = 6000;

/** What waits for the signed-in person, and what they do with it. */
export function registerInboxRoutes(app: FastifyInstance, { inbox }: { readonly inbox: InboxService }): void {
  serve(app, readInbox, async ({ query, signedIn, language, signal }) =>
    inbox.read(signedIn.principal, { ...query, language, signal, waitMilliseconds }),
  );
  serve(app, actOnInbox, async ({ body, signedIn, language }) => ({
    outcomes: [...(await inbox.act(signedIn.principal, body.acts, language))],
  }));
  serve(app, undoInboxActs, async ({ body, signedIn, language }) => ({
    outcomes: [...(await inbox.undo(signedIn.principal, body.acts, language))],
  }));
  serve(app, muteSource, async ({ body, signedIn }) => ({
    mutes: [...(await inbox.muteSource(signedIn.principal, body.source, body.isMuted))],
  }));
}
