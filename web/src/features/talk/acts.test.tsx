import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { ChatError } from "#matrix/model.ts";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { aMessage, aMorning, clock, deniz, tobias } from "#testing/a-talk.ts";
import { eventually } from "#testing/eventually.ts";
import { openTalk, press, type OpenedTalk } from "#testing/open-talk.tsx";

let isFocused = true;
beforeEach(() => {
  isFocused = true;
  vi.spyOn(document, "hasFocus").mockImplementation(() => isFocused);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Opens the menu of a message, as a hand that is over it does. */
async function openMenu(page: OpenedTalk, of: string): Promise<void> {
  press(page.getByRole("button", { name: `Weitere Aktionen: ${of}` }));
  await expect.element(page.getByRole("menu")).toBeVisible();
}
const items = (page: OpenedTalk): readonly string[] =>
  page
    .getByRole("menuitem")
    .elements()
    .map(({ textContent }) => textContent);
const withNew = [...aMorning(), aMessage({ id: "$8", sender: tobias, at: clock("10:40"), text: "Ich komme später." })];

describe("the menu of a message", () => {
  test("offers what this person may do with it, and no more", async () => {
    const page = await openTalk();
    await openMenu(page, "Deniz Aslan, 10:31");
    expect(items(page)).toEqual(["Antworten", "Reagieren", "Text kopieren", "Link kopieren", "In Element öffnen"]);
    await expectNoBarriers(page.getByRole("menu").element());
    await userEvent.keyboard("{Escape}");
    await openMenu(page, "Sie, 10:15");
    expect(items(page)).toEqual([
      "Antworten",
      "Reagieren",
      "Bearbeiten",
      "Text kopieren",
      "Link kopieren",
      "In Element öffnen",
      "Entfernen",
    ]);
  });

  test("gives the focus back to its button when it is left", async () => {
    const page = await openTalk();
    page.log().focus();
    await userEvent.keyboard("{ArrowUp}{Tab}{Tab}{Tab}{Enter}");
    await expect.element(page.getByRole("menu")).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await eventually(() =>
      expect(document.activeElement?.getAttribute("aria-label")).toBe("Weitere Aktionen: Deniz Aslan, 10:32"),
    );
  });

  test("copies the text and the address of the message in the portal, and says where it could not", async () => {
    const page = await openTalk();
    const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await openMenu(page, "Deniz Aslan, 10:32");
    await page.getByRole("menuitem", { name: "Text kopieren" }).click();
    await eventually(() => expect(page.said()).toBe("Text kopiert."));
    await openMenu(page, "Deniz Aslan, 10:32");
    await page.getByRole("menuitem", { name: "Link kopieren" }).click();
    expect(write.mock.calls[0]).toEqual(["Danach geht er an die Abteilungsleitung."]);
    expect(write.mock.calls[1]?.[0]).toMatch(/^http.*\?message=%247$/u);
    write.mockRejectedValue(new Error("denied"));
    await openMenu(page, "Deniz Aslan, 10:32");
    await page.getByRole("menuitem", { name: "Text kopieren" }).click();
    await expect.element(page.getByText(/^Der Browser hat das Kopieren nicht erlaubt/u).first()).toBeVisible();
  });

  test("is one button beside each message where there is little room, and leads to all acts", async () => {
    const page = await openTalk({ width: 360 });
    const button = page.getByRole("button", { name: "Weitere Aktionen: Deniz Aslan, 10:32" });
    await expect.element(button).toBeVisible();
    expect(getComputedStyle(button.element().parentElement ?? button.element()).opacity).toBe("1");
    await expect.element(page.getByRole("button", { name: "Antworten: Deniz Aslan, 10:32" })).not.toBeInTheDocument();
    await button.click();
    await page.getByRole("menuitem", { name: "Antworten" }).click();
    await expect.element(page.getByText("Antwort an Deniz Aslan")).toBeVisible();
    await eventually(() => expect(document.activeElement).toBe(page.field()));
  });
});

describe("a removal", () => {
  test("is asked for first, and the focus is at the removed message then", async () => {
    const page = await openTalk();
    await openMenu(page, "Sie, 10:15");
    await page.getByRole("menuitem", { name: "Entfernen" }).click();
    const dialog = page.getByRole("alertdialog", { name: "Nachricht entfernen" });
    await expect.element(dialog.getByText("Gut. Bitte so übernehmen, dann gebe ich frei.")).toBeVisible();
    await expectNoBarriers(dialog.element());
    expect(page.scripted.asked).toEqual([]);
    await dialog.getByRole("button", { name: "Entfernen" }).click();
    expect(page.scripted.asked).toEqual([["redact", "$5"]]);
    await eventually(() => expect(document.activeElement?.getAttribute("data-id")).toBe("$5"));
    expect(page.said()).toBe("Nachricht entfernt.");
  });

  test("that fails stays open and says why; one that is not wanted changes nothing", async () => {
    const page = await openTalk();
    page.scripted.failWith(new ChatError("forbidden", "no"));
    await openMenu(page, "Sie, 10:15");
    await page.getByRole("menuitem", { name: "Entfernen" }).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("button", { name: "Entfernen" }).click();
    await expect.element(dialog.getByText("Nicht ausgeführt, in diesem Raum dürfen Sie das nicht.")).toBeVisible();
    await dialog.getByRole("button", { name: "Behalten" }).click();
    await eventually(() => expect(page.container.ownerDocument.querySelector('[role="alertdialog"]')).toBeNull());
  });
});

describe("reactions", () => {
  test("are switches that say which, how many and whose", async () => {
    const page = await openTalk();
    const own = page.getByRole("button", { name: "👍, 3, mit Ihnen: Katharina Wendland, Paul Zierau" });
    await expect.element(own).toHaveAttribute("aria-pressed", "true");
    const other = page.getByRole("button", { name: "❓, 1: Paul Zierau" });
    await expect.element(other).toHaveAttribute("aria-pressed", "false");
    await own.click();
    await other.click();
    expect(page.scripted.asked).toEqual([
      ["toggleReaction", "$4", "👍"],
      ["toggleReaction", "$4", "❓"],
    ]);
  });

  test("are chosen from eight common ones by their names, or written with any sign of the device", async () => {
    const page = await openTalk();
    press(page.getByRole("button", { name: "Reagieren: Deniz Aslan, 10:32" }));
    const dialog = page.getByRole("dialog", { name: "Reagieren: Deniz Aslan, 10:32" });
    await expect.element(dialog.getByRole("button", { name: "Daumen hoch" })).toBeVisible();
    expect(dialog.getByRole("group", { name: "Reagieren" }).getByRole("button").elements()).toHaveLength(8);
    await expectNoBarriers(dialog.element());
    await dialog.getByRole("button", { name: "Danke" }).click();
    expect(page.scripted.asked).toEqual([["toggleReaction", "$7", "🙏"]]);
    press(page.getByRole("button", { name: "Reagieren: Deniz Aslan, 10:32" }));
    await userEvent.fill(page.getByRole("textbox", { name: "Anderes Zeichen" }), "🦦");
    await userEvent.keyboard("{Enter}");
    expect(page.scripted.asked.at(-1)).toEqual(["toggleReaction", "$7", "🦦"]);
    await eventually(() => expect(document.querySelector(".react-picker")).toBeNull());
  });

  test("that fail are said, and those of others with odd keys stay within their place", async () => {
    const reactions = [
      { key: "\u202eganz langes Wort, das niemand als Zeichen schreibt", count: 1, isOwn: false, names: ["A"] },
      { key: "\u200b", count: 1, isOwn: false, names: ["B"] },
    ];
    const page = await openTalk({ width: 320, state: { entries: [aMessage({ id: "$1", reactions })] } });
    page.scripted.failWith(new ChatError("throttled", "slow", Date.parse("2026-11-23T09:46:00.000Z")));
    const button = page.getByRole("button", { name: "ganz langes Wort, das ni …, 1: A" });
    expect(button.element().getBoundingClientRect().width).toBeLessThanOrEqual(192);
    await button.click();
    expect(page.container.querySelectorAll(".react-key")[1]?.textContent).toBe("?");
    await expect.element(page.getByText(/Versuchen Sie es um 10:46 Uhr noch einmal\.$/u).first()).toBeVisible();
    expect(page.said()).toContain("10:46");
  });
});

describe("what was not sent", () => {
  const failed = aMessage({
    key: "echo",
    id: null,
    isOwn: true,
    at: clock("10:43"),
    text: "Ja, ich sehe ihn mir bis 13 Uhr an.",
    delivery: { kind: "failed", because: "connection", retryAt: null },
  });

  test("stays, says why, is announced, and is sent again or discarded", async () => {
    const page = await openTalk();
    page.scripted.show({ entries: [...aMorning(), { ...failed, delivery: { kind: "sending", progress: null } }] });
    await expect.element(page.getByText("Wird gesendet", { exact: true })).toBeVisible();
    page.scripted.show({ entries: [...aMorning(), failed] });
    await expect
      .element(page.getByText("Nicht gesendet, die Verbindung war unterbrochen.", { exact: true }).first())
      .toBeVisible();
    await eventually(() => expect(page.said()).toBe("Nicht gesendet, die Verbindung war unterbrochen."));
    await page.getByRole("button", { name: "Erneut senden: Ja, ich sehe ihn mir bis 13 Uhr an." }).click();
    await eventually(() => expect(document.activeElement?.getAttribute("data-key")).toBe("echo"));
    await page.getByRole("button", { name: "Verwerfen: Ja, ich sehe ihn mir bis 13 Uhr an." }).click();
    expect(page.scripted.asked).toEqual([
      ["retry", "echo"],
      ["discard", "echo"],
    ]);
    expect(document.activeElement).toBe(page.field());
    await expectNoBarriers(page.container);
  });

  test("while it is still tried, can be sent at once or taken back, and leaves the focus where it was once it has gone", async () => {
    const retryAt = Date.parse("2026-11-23T09:46:00.000Z");
    const trying = { ...failed, delivery: { kind: "failed", because: "connection", retryAt } } as const;
    const page = await openTalk({ state: { entries: [...aMorning(), trying] } });
    await expect
      .element(page.getByText("Noch nicht gesendet, die Verbindung ist unterbrochen. Nächster Versuch um 10:46 Uhr."))
      .toBeVisible();
    await expect.element(page.getByRole("button", { name: /^Verwerfen: Ja, ich/u })).toBeVisible();
    const again = page.getByRole("button", { name: /^Erneut senden: Ja, ich/u });
    again.element().focus();
    page.scripted.show({ entries: [...aMorning(), { ...failed, id: "$sent", delivery: { kind: "sent" } }] });
    await eventually(() => expect(document.activeElement?.getAttribute("data-key")).toBe("echo"));
    await expectNoBarriers(page.container);
  });

  test("says when it goes on where the chat asked for a pause, and what waits behind it", async () => {
    const retryAt = Date.parse("2026-11-23T09:46:00.000Z");
    const page = await openTalk({
      state: {
        entries: [
          { ...failed, delivery: { kind: "failed", because: "throttled", retryAt } },
          { ...failed, key: "next", delivery: { kind: "queued" } },
        ],
      },
    });
    await expect
      .element(page.getByText("Noch nicht gesendet, der Chat ist gerade ausgelastet. Weiter um 10:46 Uhr."))
      .toBeVisible();
    await expect.element(page.getByText("Wartet auf die vorige Nachricht")).toBeVisible();
  });

  test("waits for the connection where that is lost, and says so", async () => {
    const page = await openTalk({
      state: { entries: [{ ...failed, delivery: { kind: "sending", progress: null } }] },
    });
    page.scripted.stand({ kind: "reconnecting", since: clock("10:42"), isOffline: true });
    await expect.element(page.getByText("Wird gesendet, sobald die Verbindung wieder da ist")).toBeVisible();
    page.scripted.stand({ kind: "live" });
    await expect.element(page.getByText("Wird gesendet", { exact: true })).toBeVisible();
    // Another message can be written all the same.
    page.field().focus();
    await userEvent.keyboard("Noch etwas{Enter}");
    expect(page.scripted.sent).toHaveLength(1);
  });

  test("has no acts of a message, and no second attempt where the room is encrypted now", async () => {
    const page = await openTalk({
      state: { entries: [{ ...failed, delivery: { kind: "failed", because: "encrypted", retryAt: null } }] },
    });
    await expect.element(page.getByText(/der Raum ist jetzt verschlüsselt/u)).toBeVisible();
    expect(page.container.querySelector(".msg-tools")).toBeNull();
    await expect.element(page.getByRole("button", { name: /^Erneut senden/u })).not.toBeInTheDocument();
    await expect.element(page.getByRole("button", { name: /^Verwerfen/u })).toBeVisible();
  });
});

describe("new messages of others", () => {
  test("are read aloud in the open room, several in one go, and neither the history nor one's own", async () => {
    const page = await openTalk();
    expect(page.said()).toBe("");
    page.scripted.show({ entries: [aMessage({ id: "$0", at: clock("09:40") }), ...aMorning()] });
    page.scripted.show({ entries: [...aMorning(), aMessage({ isOwn: true, at: clock("10:41") })] });
    page.scripted.show({ entries: withNew });
    page.scripted.show({
      entries: [...withNew, aMessage({ id: "$9", sender: deniz, at: clock("10:41"), text: "Gut." })],
    });
    await eventually(() => expect(page.said()).toBe("Tobias Kranich: Ich komme später. Deniz Aslan: Gut."));
  });

  test("are counted where many come at once", async () => {
    const page = await openTalk();
    const more = Array.from({ length: 5 }, () => aMessage({ sender: tobias, at: clock("10:40") }));
    page.scripted.show({ entries: [...aMorning(), ...more] });
    await eventually(() => expect(page.said()).toBe("5 neue Nachrichten in Referat 42 – Wasserrecht"));
  });

  test("are not read where they are only read on from an older place", async () => {
    const page = await openTalk({ state: { hasNewer: true } });
    page.scripted.show({ entries: withNew, hasNewer: false });
    await expect.element(page.getByText("Ich komme später.")).toBeVisible();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(page.said()).toBe("");
  });

  test("are not read while nobody is there", async () => {
    isFocused = false;
    const page = await openTalk();
    page.scripted.show({ entries: withNew });
    await expect.element(page.getByText("Ich komme später.")).toBeVisible();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(page.said()).toBe("");
  });
});

describe("what was read", () => {
  test("is said of the newest message once somebody is there and sees it, and once", async () => {
    isFocused = false;
    const page = await openTalk();
    expect(page.scripted.read).toEqual([]);
    isFocused = true;
    window.dispatchEvent(new Event("focus"));
    await eventually(() => expect(page.scripted.read).toEqual(["$7"]));
    page.scripted.show({ typing: ["A"] });
    page.scripted.show({ entries: withNew });
    await eventually(() => expect(page.scripted.read).toEqual(["$7", "$8"]));
  });

  test("is not said while the end of the room is out of sight or out of the window", async () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      aMessage({ id: `$m${index}`, at: clock("09:00") + index * 600_000 }),
    );
    const page = await openTalk({ state: { entries: many, readUpTo: "$m5" } });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(page.scripted.read).toEqual([]);
    page.scripted.show({ hasNewer: true });
    page.log().scrollTop = page.log().scrollHeight;
    await eventually(() => expect(page.scripted.asked).toContainEqual(["showNewer"]));
    expect(page.scripted.read).toEqual([]);
    page.scripted.show({ hasNewer: false });
    await eventually(() => expect(page.scripted.read).toEqual(["$m59"]));
  });
});

test("a room that has ended says so in place of its messages", async () => {
  const page = await openTalk();
  page.scripted.show({ ended: { kind: "left" } });
  await expect.element(page.getByText("left", { exact: true })).toBeVisible();
  expect(page.container.querySelector(".composer")).toBeNull();
});
