import { discardDraft, readDraft, type DraftOperation } from "@pforte/shared/contract/admin-draft";
import { someConfiguration, aConfiguredTile, aDraft } from "@pforte/shared/testing/a-draft";
import { useState } from "react";
import { describe, expect, test } from "vitest";
import { answerDraft } from "#testing/answer-draft.ts";
import { eventually } from "#testing/eventually.ts";
import { renderPart, type RenderedPortal } from "#testing/render-portal.tsx";
import { fail, network, reply } from "#testing/server.ts";
import type { DraftClient, DraftProblem } from "./draft-state.ts";
import { DraftProvider, useDraft } from "./draft.tsx";

const move = (tile: string, index: number, category = "communication"): DraftOperation => ({
  op: "place",
  item: { tile },
  to: { category },
  index,
});
const rename = (key: string, de: string): DraftOperation => ({
  op: "put-tile",
  tile: aConfiguredTile({ key, name: { de } }),
});

interface Opened extends RenderedPortal {
  readonly draft: () => DraftClient;
}

async function openDraft(): Promise<Opened> {
  let seen: DraftClient | null = null;
  const Probe = () => {
    seen = useDraft();
    return <p>{seen.draft === null ? "read" : `version ${seen.draft.version}`}</p>;
  };
  const Area = () => {
    const [isOpen, setOpen] = useState(true);
    return (
      <>
        <button type="button" onClick={() => setOpen((before) => !before)}>
          Tür
        </button>
        {isOpen ? (
          <DraftProvider>
            <Probe />
          </DraftProvider>
        ) : null}
      </>
    );
  };
  const page = await renderPart(<Area />);
  await expect.element(page.getByText(/^version/u)).toBeVisible();
  const draft = (): DraftClient => {
    if (seen === null) {
      throw new Error("Nobody looks at the draft.");
    }
    return seen;
  };
  return { ...page, draft };
}

const order = (client: DraftClient): string[] =>
  (client.draft?.document.categories[0]?.items ?? []).map((item) => ("tile" in item ? item.tile : item.folder));
const nameOf = (client: DraftClient, key: string): string | undefined =>
  client.draft?.document.tiles.find((tile) => tile.key === key)?.name.de;
const settled = async (open: Opened): Promise<void> => {
  // What an act changes is drawn with the next frame.
  await new Promise(requestAnimationFrame);
  await eventually(() => expect(open.draft().isSaving).toBe(false));
};

type Problem<Kind extends DraftProblem["kind"]> = Extract<DraftProblem, { kind: Kind }>;

/** Waits for a problem of this kind. */
async function problemOf<Kind extends DraftProblem["kind"]>(open: Opened, kind: Kind): Promise<Problem<Kind>> {
  await eventually(() => expect(open.draft().problem?.kind).toBe(kind));
  // It was just waited for.
  return open.draft().problem as Problem<Kind>;
}

describe("the draft in the tab", () => {
  test("carries acts out at once and saves them in order, each on the version before", async () => {
    const server = answerDraft(aDraft());
    const open = await openDraft();
    open.draft().change([move("contacts", 0)]);
    open.draft().change([move("chat", 0)]);
    await eventually(() => expect(order(open.draft())).toEqual(["chat", "contacts", "mail", "calendar", "video"]));
    await settled(open);
    expect(server.saved).toEqual([[move("contacts", 0)], [move("chat", 0)]]);
    expect(open.draft().savedAt).toBe("2026-11-23T09:44:00.000Z");
    expect(open.draft().draft?.version).toBe(9);
  });

  test("carries its own over what others changed elsewhere, without a question", async () => {
    const server = answerDraft(aDraft());
    const open = await openDraft();
    server.others([rename("mail", "Post")]);
    open.draft().change([move("contacts", 0)]);
    await settled(open);
    expect(open.draft().problem).toBeNull();
    expect(nameOf(open.draft(), "mail")).toBe("Post");
    expect(server.draft().document).toEqual(open.draft().draft?.document);
    expect(order(open.draft())[0]).toBe("contacts");
  });

  test("keeps both sides where somebody changed the same, until one is chosen", async () => {
    const server = answerDraft(aDraft());
    const open = await openDraft();
    server.others([rename("contacts", "Adressbuch")]);
    open.draft().change([rename("contacts", "Kontakte und Gruppen")]);
    const problem = await problemOf(open, "conflict");
    expect(nameOf(open.draft(), "contacts")).toBe("Kontakte und Gruppen");
    expect(problem).toMatchObject({ mine: [rename("contacts", "Kontakte und Gruppen")], impossible: [] });
    expect(problem.theirs.document.tiles.find(({ key }) => key === "contacts")?.name.de).toBe("Adressbuch");
    problem.keepMine();
    await settled(open);
    expect(server.draft().document.tiles.find(({ key }) => key === "contacts")?.name.de).toBe("Kontakte und Gruppen");
    expect(open.draft().problem).toBeNull();
  });

  test("loses nothing that is done while a conflict waits for its answer", async () => {
    const server = answerDraft(aDraft());
    const open = await openDraft();
    server.others([rename("contacts", "Adressbuch")]);
    open.draft().change([rename("contacts", "Kontakte und Gruppen")]);
    await problemOf(open, "conflict");
    open.draft().change([move("video", 0)]);
    const problem = await problemOf(open, "conflict");
    expect(problem.mine).toEqual([rename("contacts", "Kontakte und Gruppen"), move("video", 0)]);
    problem.keepMine();
    await settled(open);
    expect(server.saved.flat()).toEqual([rename("contacts", "Kontakte und Gruppen"), move("video", 0)]);
  });

  test("gives way to the others' side when that is chosen", async () => {
    const server = answerDraft(aDraft());
    const open = await openDraft();
    server.others([rename("contacts", "Adressbuch")]);
    open.draft().change([rename("contacts", "Kontakte und Gruppen")]);
    const problem = await problemOf(open, "conflict");
    problem.takeTheirs();
    await eventually(() => expect(nameOf(open.draft(), "contacts")).toBe("Adressbuch"));
    expect(server.saved).toEqual([]);
    expect(open.draft().undo).toBeNull();
  });

  test("names what others' changes make impossible, and keeps the rest", async () => {
    const server = answerDraft(aDraft());
    const open = await openDraft();
    server.others([{ op: "remove-category", key: "specialist" }]);
    open.draft().change([move("mail", 0, "specialist"), move("video", 0)]);
    const problem = await problemOf(open, "conflict");
    expect(problem).toMatchObject({ impossible: [move("mail", 0, "specialist")] });
    problem.keepMine();
    await settled(open);
    expect(server.saved).toEqual([[move("video", 0)]]);
  });

  test("compares the documents where the draft was published meanwhile", async () => {
    const server = answerDraft(aDraft());
    const open = await openDraft();
    const document = someConfiguration();
    const tiles = document.tiles.map((tile) => (tile.key === "mail" ? { ...tile, name: { de: "Post" } } : tile));
    const next = { ...document, tiles };
    server.set(aDraft({ version: 9, document: next, published: { version: 4, document: next } }));
    open.draft().change([rename("contacts", "Adressen")]);
    await settled(open);
    expect(open.draft().problem).toBeNull();
    server.set(aDraft({ version: 12, document, published: { version: 5, document } }));
    open.draft().change([rename("mail", "E-Mail")]);
    const problem = await problemOf(open, "conflict");
    problem.takeTheirs();
  });

  test("keeps what could not be saved, beyond the view, and saves it when asked again", async () => {
    const server = answerDraft(aDraft());
    const open = await openDraft();
    server.failNext("down");
    open.draft().change([move("contacts", 0)]);
    const problem = await problemOf(open, "failed");
    await open.getByRole("button", { name: "Tür" }).click();
    await open.getByRole("button", { name: "Tür" }).click();
    await expect.element(open.getByText("version 7")).toBeVisible();
    expect(order(open.draft())[0]).toBe("contacts");
    problem.retry();
    await settled(open);
    expect(server.saved).toEqual([[move("contacts", 0)]]);
  });

  test("takes back in this tab what the server refuses, when that is given up", async () => {
    const server = answerDraft(aDraft());
    const open = await openDraft();
    server.failNext("refused");
    open.draft().change([move("contacts", 0)]);
    const problem = await problemOf(open, "failed");
    problem.giveUp();
    await eventually(() => expect(order(open.draft())[0]).toBe("mail"));
    expect(open.draft().problem).toBeNull();
    expect(server.saved).toEqual([]);
  });

  test("does not save twice what was saved by a call whose answer was lost", async () => {
    const server = answerDraft(aDraft());
    const open = await openDraft();
    server.failNext("lost");
    open.draft().change([rename("mail", "Post")]);
    const problem = await problemOf(open, "failed");
    problem.retry();
    await settled(open);
    expect(open.draft().problem).toBeNull();
    expect(server.saved).toHaveLength(1);
    expect(server.draft().version).toBe(8);
  });

  test("takes back and does again one act at a time, by name", async () => {
    const server = answerDraft(aDraft());
    const open = await openDraft();
    open.draft().change([move("contacts", 0)], "Kontakte verschieben");
    await settled(open);
    expect(open.draft().undoName).toBe("Kontakte verschieben");
    open.draft().undo?.();
    await eventually(() => expect(order(open.draft())[0]).toBe("mail"));
    await settled(open);
    expect(server.draft().document).toEqual(someConfiguration());
    expect([open.draft().undo, open.draft().redoName]).toEqual([null, "Kontakte verschieben"]);
    open.draft().redo?.();
    await settled(open);
    expect(order(open.draft())[0]).toBe("contacts");
  });

  test("does not take back what somebody else has changed since", async () => {
    const server = answerDraft(aDraft());
    const open = await openDraft();
    open.draft().change([rename("mail", "Post")]);
    await settled(open);
    server.others([rename("mail", "E-Mail")]);
    open.events.say({ type: "draft_changed", version: server.draft().version });
    await eventually(() => expect(nameOf(open.draft(), "mail")).toBe("E-Mail"));
    expect(open.draft().undo?.()).toBe(false);
    await eventually(() => expect(open.draft().problem?.kind).toBe("overtaken"));
    expect(server.saved).toHaveLength(1);
    expect(nameOf(open.draft(), "mail")).toBe("E-Mail");
  });

  test("reads the draft again when others save or publish, and not for its own saves", async () => {
    const server = answerDraft(aDraft());
    const open = await openDraft();
    server.others([rename("mail", "Post")]);
    open.events.say({ type: "draft_changed", version: 8 });
    await eventually(() => expect(nameOf(open.draft(), "mail")).toBe("Post"));
    const before = open.draft().draft;
    open.events.say({ type: "draft_changed", version: 8 });
    expect(open.draft().draft).toBe(before);
    server.set({ ...server.draft(), changes: [], published: { version: 4, document: server.draft().document } });
    open.events.say({ type: "configuration_published", version: 4 });
    await eventually(() => expect(open.draft().draft?.published.version).toBe(4));
  });

  test("tells that it could not be read again, and not any more once it could", async () => {
    const server = answerDraft(aDraft());
    const open = await openDraft();
    network.use(fail(readDraft, 403, "forbidden"));
    open.events.say({ type: "resync" });
    await eventually(() => expect(open.draft().error).not.toBeNull());
    expect(open.draft().heardAt).not.toBeNull();
    network.use(reply(readDraft, () => server.draft()));
    open.draft().retry();
    await eventually(() => expect(open.draft().error).toBeNull());
  });

  test("warns before the page is left with something unsaved, and not otherwise", async () => {
    const server = answerDraft(aDraft());
    const open = await openDraft();
    const leave = (): boolean => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
    expect(leave()).toBe(false);
    server.failNext("down");
    open.draft().change([move("contacts", 0)]);
    const problem = await problemOf(open, "failed");
    expect(leave()).toBe(true);
    problem.retry();
    await settled(open);
    expect(leave()).toBe(false);
  });

  test("goes back to what is published when the draft is discarded", async () => {
    const server = answerDraft(aDraft());
    network.use(
      reply(discardDraft, (request) => {
        expect(request.headers.get("if-match")).toBe('"8"');
        server.set(aDraft({ version: 9 }));
        return server.draft();
      }),
    );
    const open = await openDraft();
    open.draft().change([move("contacts", 0)]);
    await settled(open);
    await open.draft().discard();
    await eventually(() => expect(order(open.draft())[0]).toBe("mail"));
    expect(open.draft().undo).toBeNull();
  });

  test("tells what a file keeps, down to what is in it", async () => {
    answerDraft(
      aDraft({
        ownership: { origin: "portal.yaml", paths: ["portal", "tiles/mail"], appliedAt: "2026-11-20T09:00:00Z" },
      }),
    );
    const open = await openDraft();
    const { ownerOf } = open.draft();
    expect(["portal/name", "tiles/mail", "tiles/mail-archive", "categories"].map(ownerOf)).toEqual([
      "portal.yaml",
      "portal.yaml",
      null,
      null,
    ]);
  });
});
