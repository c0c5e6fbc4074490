import { describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { ChatError } from "#matrix/model.ts";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { aMessage, aMorning, aTalk, clock } from "#testing/a-talk.ts";
import { eventually } from "#testing/eventually.ts";
import { openTalk, press, type OpenedTalk } from "#testing/open-talk.tsx";

const sent = (page: OpenedTalk): readonly string[] => page.scripted.sent.map(({ text }) => text);
const type = async (page: OpenedTalk, text: string): Promise<void> => {
  page.field().focus();
  await userEvent.type(page.field(), text);
};

describe("the field", () => {
  test("sends with the return key and is empty then; shift and return begin a new line", async () => {
    const page = await openTalk();
    await type(page, "Guten Tag{Shift>}{Enter}{/Shift}wie besprochen{Enter}");
    expect(page.scripted.sent).toEqual([{ text: "Guten Tag\nwie besprochen", replyTo: null, mentions: [] }]);
    expect(page.field().value).toBe("");
    expect(document.activeElement).toBe(page.field());
    await expectNoBarriers(page.container);
  });

  test("sends with its button, and nothing where nothing is written", async () => {
    const page = await openTalk();
    await page.getByRole("button", { name: "Senden" }).click();
    await type(page, "   {Enter}");
    expect(sent(page)).toEqual([]);
    await userEvent.fill(page.field(), "Guten Tag");
    await page.getByRole("button", { name: "Senden" }).click();
    expect(sent(page)).toEqual(["Guten Tag"]);
    expect(document.activeElement).toBe(page.field());
  });

  test("leaves the return key to an input method that composes letters", async () => {
    const page = await openTalk();
    await userEvent.fill(page.field(), "にほん");
    const press = (more: KeyboardEventInit): boolean =>
      page
        .field()
        .dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more }));
    press({ isComposing: true });
    press({ keyCode: 229 });
    expect(sent(page)).toEqual([]);
    press({});
    await eventually(() => expect(sent(page)).toEqual(["にほん"]));
  });

  test("grows with its text up to 160 px and scrolls then", async () => {
    const page = await openTalk();
    const low = page.field().offsetHeight;
    await userEvent.fill(page.field(), "eins\nzwei\ndrei");
    await eventually(() => expect(page.field().offsetHeight).toBeGreaterThan(low + 30));
    await userEvent.fill(page.field(), Array.from({ length: 40 }, (_, index) => `Zeile ${index}`).join("\n"));
    await eventually(() => expect(page.field().offsetHeight).toBe(160));
    expect(page.field().scrollHeight).toBeGreaterThan(160);
  });

  test("keeps what is written for each room, until it is sent", async () => {
    const scripted = aTalk();
    const page = await openTalk({ scripted });
    await type(page, "Entwurf");
    expect(scripted.talk.draft.get()).toBe("Entwurf");
    await page.unmount();
    expect(scripted.closed()).toBe(1);
    const again = await openTalk({ scripted });
    expect(again.field().value).toBe("Entwurf");
    await type(again, "{Enter}");
    expect(scripted.talk.draft.get()).toBe("");
  });

  test("says that a text is too long before it is sent, and keeps it", async () => {
    const page = await openTalk();
    await userEvent.fill(page.field(), "ü".repeat(30_001));
    const problem =
      "Die Nachricht ist zu lang: 61 KB, erlaubt sind 60 KB. Teilen Sie sie auf, oder schicken Sie sie als Datei.";
    await expect.element(page.getByText(problem, { exact: true }).first()).toBeVisible();
    await expect.element(page.getByRole("textbox")).toHaveAccessibleDescription(problem);
    await page.getByRole("button", { name: "Senden" }).click();
    expect(sent(page)).toEqual([]);
    expect(page.said()).toBe(problem);
    expect(page.field().value.length).toBe(30_001);
  });

  test("tells the room that the person writes, now and then, and that they no longer do", async () => {
    const page = await openTalk();
    await type(page, "Guten Tag");
    expect(page.scripted.typed).toEqual([true]);
    await userEvent.clear(page.field());
    expect(page.scripted.typed).toEqual([true, false]);
    await type(page, "Ja{Enter}");
    expect(page.scripted.typed).toEqual([true, false, true, false]);
    await type(page, "x");
    await page.unmount();
    expect(page.scripted.typed).toEqual([true, false, true, false, true, false]);
  });

  test("tells it nothing where the person does not want it told", async () => {
    const page = await openTalk({ sendTyping: false });
    await type(page, "Guten Tag{Enter}");
    expect(page.scripted.typed).toEqual([]);
    expect(sent(page)).toEqual(["Guten Tag"]);
  });

  test("keeps a line for who writes, also while nobody does", async () => {
    const page = await openTalk();
    const line = page.container.querySelector<HTMLElement>(".typing");
    const height = line?.offsetHeight;
    expect(height).toBeGreaterThanOrEqual(20);
    page.scripted.show({ typing: ["Katharina Wendland", "Tobias Kranich"] });
    await expect.element(page.getByText("Katharina Wendland und Tobias Kranich schreiben …")).toBeVisible();
    expect(line?.offsetHeight).toBe(height);
  });
});

describe("an answer", () => {
  test("is begun at a message, says to whom, and is sent as one", async () => {
    const page = await openTalk();
    press(page.getByRole("button", { name: "Antworten: Tobias Kranich, 10:12" }));
    await eventually(() => expect(document.activeElement).toBe(page.field()));
    await expect.element(page.getByText("Antwort an Tobias Kranich")).toBeVisible();
    await userEvent.keyboard("Danke{Enter}");
    expect(page.scripted.sent).toEqual([{ text: "Danke", replyTo: "$4", mentions: [] }]);
    expect(page.container.querySelector(".composer-bar")).toBeNull();
  });

  test("is given up by Escape or its button, and the text stays", async () => {
    const page = await openTalk();
    const reply = page.getByRole("button", { name: "Antworten: Tobias Kranich, 10:12" });
    press(reply);
    await eventually(() => expect(document.activeElement).toBe(page.field()));
    await userEvent.keyboard("Danke{Escape}");
    expect(page.container.querySelector(".composer-bar")).toBeNull();
    press(reply);
    await page.getByRole("button", { name: "Antwort abbrechen" }).click();
    expect(document.activeElement).toBe(page.field());
    await userEvent.keyboard("{Enter}");
    expect(page.scripted.sent).toEqual([{ text: "Danke", replyTo: null, mentions: [] }]);
  });
});

describe("an edit", () => {
  test("of the last own message is begun by the arrow key in an empty field, and leaves the draft alone", async () => {
    const page = await openTalk();
    page.field().focus();
    await userEvent.keyboard("{ArrowUp}");
    await expect.element(page.getByText("Nachricht bearbeiten")).toBeVisible();
    expect(page.field().value).toBe("Gut. Bitte so übernehmen, dann gebe ich frei.");
    await userEvent.fill(page.field(), "Gut.");
    expect(page.scripted.talk.draft.get()).toBe("");
    await userEvent.keyboard("{Enter}");
    expect(page.scripted.asked).toContainEqual(["edit", "$5", "Gut."]);
    await eventually(() => expect(page.field().value).toBe(""));
    expect(document.activeElement).toBe(page.field());
    expect(page.scripted.typed).toEqual([]);
  });

  test("waits for a message that is only just being sent, and takes no earlier one instead", async () => {
    const echo = aMessage({ key: "echo", id: null, isOwn: true, canEdit: false, at: clock("10:40"), text: "Eben" });
    const sending = { ...echo, delivery: { kind: "sending", progress: null } } as const;
    const page = await openTalk({ state: { entries: [...aMorning(), sending] } });
    page.field().focus();
    await userEvent.keyboard("{ArrowUp}");
    expect(page.container.querySelector(".composer-bar")).toBeNull();
    page.scripted.show({ entries: [...aMorning(), { ...echo, id: "$e", canEdit: true }] });
    await eventually(() => expect(page.field().value).toBe("Eben"));
    await userEvent.keyboard("{Escape}");
    // Whoever goes on writing is not interrupted.
    page.scripted.show({ entries: [...aMorning(), sending] });
    await userEvent.keyboard("{ArrowUp}Anderes");
    page.scripted.show({ entries: [...aMorning(), { ...echo, id: "$e", canEdit: true }] });
    await eventually(() => expect(page.container.querySelector(".msg-wait")).toBeNull());
    expect(page.field().value).toBe("Anderes");
  });

  test("that fails keeps its text and says why", async () => {
    const page = await openTalk();
    page.field().focus();
    await userEvent.keyboard("{ArrowUp}");
    await eventually(() => expect(page.field().value).not.toBe(""));
    page.scripted.failWith(new ChatError("connection", "lost"));
    await userEvent.fill(page.field(), "Anders.");
    await userEvent.keyboard("{Enter}");
    await expect
      .element(
        page.getByText(/^Die Änderung wurde nicht gespeichert; Ihr Text steht noch hier\. .*Verbindung/u).first(),
      )
      .toBeVisible();
    expect(page.field().value).toBe("Anders.");
    page.scripted.failWith(null);
    await userEvent.keyboard("{Enter}");
    await eventually(() => expect(page.container.querySelector(".composer-bar")).toBeNull());
  });

  test("that is given up brings the draft back, and one that changes nothing asks nothing", async () => {
    const scripted = aTalk({
      entries: [...aMorning(), aMessage({ id: "$own", isOwn: true, at: clock("10:40"), text: "Ja" })],
    });
    scripted.talk.draft.set("Entwurf");
    const page = await openTalk({ scripted });
    press(page.getByRole("button", { name: "Weitere Aktionen: Sie, 10:40" }));
    await page.getByRole("menuitem", { name: "Bearbeiten" }).click();
    await eventually(() => expect(document.activeElement).toBe(page.field()));
    expect(page.field().value).toBe("Ja");
    await userEvent.keyboard("{Enter}");
    expect(scripted.asked).toEqual([]);
    expect(page.field().value).toBe("Entwurf");
  });
});

describe("a mention", () => {
  test("is chosen from the people of the room by the keys, and remembered", async () => {
    const page = await openTalk();
    await type(page, "Danke @");
    const list = page.getByRole("listbox", { name: "Personen" });
    await expect.element(list).toBeVisible();
    await type(page, "k");
    await expect
      .element(list.getByRole("option", { name: "Katharina Wendland" }))
      .toHaveAttribute("aria-selected", "true");
    expect(page.field().getAttribute("aria-activedescendant")).toBe(
      page.getByRole("option", { name: "Katharina Wendland" }).element().id,
    );
    expect(page.said()).toBe("2 Personen");
    await expectNoBarriers(page.container);
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(page.field().value).toBe("Danke @Tobias Kranich ");
    expect(page.field().selectionStart).toBe("Danke @Tobias Kranich ".length);
    await userEvent.keyboard("und bis morgen{Enter}");
    expect(page.scripted.sent).toEqual([
      {
        text: "Danke @Tobias Kranich und bis morgen",
        replyTo: null,
        mentions: [{ id: "@tobias:example.org", name: "Tobias Kranich" }],
      },
    ]);
  });

  test("can be chosen by the pointer, and the focus stays in the field", async () => {
    const page = await openTalk();
    await type(page, "@den");
    await page.getByRole("option", { name: "Deniz Aslan" }).click();
    expect(page.field().value).toBe("@Deniz Aslan ");
    expect(document.activeElement).toBe(page.field());
  });

  test("is not forced on anybody: Escape closes the list, and the return key sends then", async () => {
    const page = await openTalk();
    await type(page, "@den{Escape}");
    expect(page.container.querySelector(".mentions")).toBeNull();
    await userEvent.keyboard("{Enter}");
    expect(page.scripted.sent).toEqual([{ text: "@den", replyTo: null, mentions: [] }]);
  });
});
