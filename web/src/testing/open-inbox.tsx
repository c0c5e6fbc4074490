import type { Inbox, InboxItem } from "@pforte/shared/contract/inbox";
import { aHome } from "@pforte/shared/testing/a-home";
import { anInbox, someInboxItems } from "@pforte/shared/testing/an-inbox";
import { everySource } from "@pforte/shared/testing/some-cards";
import type { Locator } from "vitest/browser";
import { expect } from "vitest";
import { InboxView } from "#features/inbox/inbox-view.tsx";
import { Announcer } from "#ui/announcer.tsx";
import { ViewHead } from "#ui/view-head.tsx";
import { answerInbox, type AskedInbox } from "./answer-inbox.ts";
import { renderPart, type PortalOptions, type RenderedPortal } from "./render-portal.tsx";
import { eventually } from "./eventually.ts";

/** Draws the full view of the inbox once it has been read. */
export async function openInbox(
  options: PortalOptions & { readonly language?: "de" | "en"; readonly keys?: boolean } = {},
): Promise<RenderedPortal> {
  const { language = "de", keys = true, ...rest } = options;
  const home = aHome({ language, sources: everySource, singleKeyShortcuts: keys });
  const page = await renderPart(
    <div className="sheet">
      <div className="page">
        <ViewHead title="Eingang">
          <InboxView home={home} />
        </ViewHead>
      </div>
      <Announcer />
    </div>,
    { home, ...rest },
  );
  await eventually(() => expect(page.container.querySelector("[aria-busy]")).toBeNull());
  return page;
}

/** The row of an object, by its title. */
export const row = (page: RenderedPortal, name: string | RegExp): Locator => page.getByRole("row", { name });
/** A file that was shared with the person. */
export const file = "Vermerk Randstreifen.odt";

/** An inbox in which what was done is gone, as the portal answers. */
export function aLivingInbox(items: InboxItem[] = someInboxItems(), some: Partial<Inbox> = {}): AskedInbox {
  const asked: AskedInbox = answerInbox(() => {
    const gone = new Set(
      asked.acts.filter(({ act }) => ["done", "snooze", "mute"].includes(act)).map(({ item }) => item),
    );
    const back = asked.undone.length > 0;
    return anInbox({ ...some, items: items.filter(({ id }) => back || !gone.has(id)) });
  });
  return asked;
}
