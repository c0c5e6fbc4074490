import { http, HttpResponse } from "msw";
import { describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import type { MessageBody } from "#matrix/model.ts";
import { aMessage, aMorning } from "#testing/a-talk.ts";
import { fileOf } from "#testing/answer-uploads.ts";
import { eventually } from "#testing/eventually.ts";
import { openTalk, press, type OpenedTalk } from "#testing/open-talk.tsx";
import { network } from "#testing/server.ts";

const pixel = Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
  (letter) => letter.codePointAt(0) ?? 0,
);

function paste(page: OpenedTalk, transfer: DataTransfer): void {
  page.field().dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
}
function drag(page: OpenedTalk, type: string, transfer: DataTransfer): void {
  page.log().dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}
function holding(...files: readonly File[]): DataTransfer {
  const transfer = new DataTransfer();
  for (const file of files) {
    transfer.items.add(file);
  }
  return transfer;
}
const waiting = (page: OpenedTalk): readonly string[] =>
  [...page.container.querySelectorAll(".tray-file .midcut > .vh")].map(({ textContent }) => textContent);
const aPicture = (some: Partial<Extract<MessageBody, { kind: "image" }>> = {}): MessageBody => ({
  kind: "image",
  name: "Pegel Auwald.png",
  preview: "/chat/thumbnail/chat/example.org/pegel?size=small",
  download: "/chat/download/chat/example.org/pegel?name=Pegel%20Auwald.png",
  width: 1600,
  height: 1200,
  size: 240_000,
  caption: null,
  ...some,
});

describe("files to send", () => {
  test("are chosen, shown with their size, and sent with the text as the caption of the first", async () => {
    const page = await openTalk();
    const input = page.container.querySelector<HTMLInputElement>('input[type="file"]');
    expect(input?.multiple).toBe(true);
    await userEvent.upload(input ?? document.body, [fileOf("Vermerk.odt", "x".repeat(2400)), fileOf("Anlage.pdf")]);
    expect(waiting(page)).toEqual(["Vermerk.odt", "Anlage.pdf"]);
    expect(page.container.querySelector(".tray-file")?.textContent.replaceAll("\u00a0", " ")).toContain("2,4 KB");
    expect(page.said()).toBe("2 Dateien liegen zum Senden bereit.");
    await eventually(() => expect(document.activeElement).toBe(page.field()));
    await expectNoBarriers(page.container);
    await userEvent.keyboard("Wie besprochen{Enter}");
    expect(page.scripted.asked).toEqual([
      ["sendFile", "Vermerk.odt", "Wie besprochen"],
      ["sendFile", "Anlage.pdf", null],
    ]);
    expect(page.scripted.sent).toEqual([]);
    expect(waiting(page)).toEqual([]);
  });

  test("can be taken back one by one, and the focus goes to the field", async () => {
    const page = await openTalk();
    paste(page, holding(fileOf("a.txt"), fileOf("b.txt")));
    await page.getByRole("button", { name: "Nicht senden: a.txt" }).click();
    expect(waiting(page)).toEqual(["b.txt"]);
    expect(document.activeElement).toBe(page.field());
    await userEvent.keyboard("{Enter}");
    expect(page.scripted.asked).toEqual([["sendFile", "b.txt", null]]);
  });

  test("come by a paste, but a text that is pasted with a picture of itself stays a text", async () => {
    const page = await openTalk();
    const text = holding(fileOf("bild.png"));
    text.setData("text/plain", "Tabelle");
    text.setData("text/html", "<table></table>");
    paste(page, text);
    expect(waiting(page)).toEqual([]);
    paste(page, holding(fileOf("bild.png")));
    await eventually(() => expect(waiting(page)).toEqual(["bild.png"]));
    await expect.element(page.getByRole("textbox", { name: "Beschriftung zu bild.png" })).toBeVisible();
  });

  test("come by a drop anywhere on the room, which says so while they are over it", async () => {
    const page = await openTalk();
    const files = holding(fileOf("Lageplan.pdf"));
    drag(page, "dragenter", files);
    await expect.element(page.getByText("Loslassen, um an Referat 42 – Wasserrecht zu senden")).toBeVisible();
    drag(page, "dragleave", files);
    await eventually(() => expect(page.container.querySelector(".talk-drop")).toBeNull());
    drag(page, "dragover", files);
    drag(page, "drop", files);
    await eventually(() => expect(waiting(page)).toEqual(["Lageplan.pdf"]));
    expect(page.container.querySelector(".talk-drop")).toBeNull();
    expect(document.activeElement).toBe(page.field());
  });

  test("that are too large or empty are refused at once, with the limit and the way around", async () => {
    const page = await openTalk({ state: { uploadLimit: 1000 } });
    paste(page, holding(fileOf("groß.ods", "x".repeat(1400)), fileOf("leer.txt", ""), fileOf("klein.txt")));
    await eventually(() => expect(waiting(page)).toEqual(["klein.txt"]));
    const problems = [...page.container.querySelectorAll(".tray .talk-problem")].map(({ textContent }) =>
      textContent.replaceAll("\u00a0", " "),
    );
    expect(problems).toEqual([
      "groß.ods ist 400 B zu groß. Erlaubt sind 1 KB; legen Sie die Datei in Dateien ab und schicken Sie den Link.",
      "leer.txt ist leer oder ein Ordner und wird nicht gesendet.",
    ]);
    expect(page.said()).toContain("groß.ods ist 400 B zu groß.");
  });

  test("belong to no answer: the text is the answer, and the files go beside it", async () => {
    const page = await openTalk();
    press(page.getByRole("button", { name: "Antworten: Tobias Kranich, 10:12" }));
    await eventually(() => expect(document.activeElement).toBe(page.field()));
    paste(page, holding(fileOf("a.txt")));
    await userEvent.keyboard("Siehe Anlage{Enter}");
    expect(page.scripted.asked).toEqual([["sendFile", "a.txt", null]]);
    expect(page.scripted.sent).toEqual([{ text: "Siehe Anlage", replyTo: "$4", mentions: [] }]);
  });
});

describe("files that were sent", () => {
  test("say name and size, and are downloaded", async () => {
    const page = await openTalk();
    const link = page.getByRole("link", { name: /^Herunterladen: Vermerk Randstreifen\.odt/u });
    await expect
      .element(link)
      .toHaveAttribute("href", "/chat/download/chat/example.org/abc?name=Vermerk%20Randstreifen.odt");
    await expect.element(link).toHaveAttribute("download", "Vermerk Randstreifen.odt");
    expect(link.element().textContent.replaceAll("\u00a0", " ")).toContain("48 KB · Herunterladen");
  });

  test("keep the end of a long name in sight, at 320 px too", async () => {
    const name = "Stellungnahme Hochwasserrückhaltebecken Auwald und Nebengewässer Entwurf 3.odt";
    const body: MessageBody = {
      kind: "file",
      name,
      download: "/chat/download/x",
      size: 1,
      type: null,
      caption: "Der Entwurf",
    };
    const page = await openTalk({ width: 320, state: { entries: [aMessage({ body })] } });
    const box = page.container.querySelector(".attach")?.getBoundingClientRect();
    const tail = page.container.querySelector(".attach .tail")?.getBoundingClientRect();
    expect(tail?.right).toBeLessThanOrEqual(Number(box?.right));
    expect(Number(box?.right)).toBeLessThanOrEqual(320);
    await expect.element(page.getByText("Der Entwurf", { exact: true })).toBeVisible();
  });

  test("show how far an upload is", async () => {
    const body: MessageBody = { kind: "file", name: "Plan.pdf", download: null, size: 10, type: null, caption: null };
    const delivery = { kind: "sending", progress: 0.426 } as const;
    const page = await openTalk({
      state: { entries: [aMessage({ id: null, key: "u", isOwn: true, body, delivery })] },
    });
    const bar = page.getByRole("progressbar", { name: "Hochladen: Datei: Plan.pdf" });
    await expect.element(bar).toHaveAttribute("aria-valuenow", "42");
    await expect.element(page.getByText("Wird hochgeladen: 42 %")).toBeVisible();
    expect(page.container.querySelector(".attach")?.tagName).toBe("DIV");
  });

  test("pictures have their place before they are there, and open larger with the way to the file", async () => {
    network.use(
      http.get("/chat/thumbnail/*", () => new HttpResponse(pixel, { headers: { "content-type": "image/png" } })),
    );
    const page = await openTalk({ state: { entries: [...aMorning(), aMessage({ body: aPicture() })] } });
    const picture = page.getByRole("button", { name: "Bild größer zeigen: Pegel Auwald.png" });
    const box = picture.element().querySelector("img")?.getBoundingClientRect();
    expect([box?.width, box?.height]).toEqual([320, 240]);
    // The picture is square; its box is what was kept for it.
    await eventually(() => expect(picture.element().querySelector("img")?.naturalWidth).toBe(1));
    const after = picture.element().querySelector("img")?.getBoundingClientRect();
    expect([after?.width, after?.height]).toEqual([320, 240]);
    await picture.click();
    const dialog = page.getByRole("dialog", { name: "Pegel Auwald.png" });
    await expect
      .element(dialog.getByRole("img", { name: "Bild: Pegel Auwald.png" }))
      .toHaveAttribute("src", "/chat/thumbnail/chat/example.org/pegel?size=large");
    await expect
      .element(dialog.getByRole("link", { name: "Herunterladen" }))
      .toHaveAttribute("href", "/chat/download/chat/example.org/pegel?name=Pegel%20Auwald.png");
    await userEvent.keyboard("{Escape}");
    await eventually(() => expect(document.activeElement).toBe(picture.element()));
  });

  test("a picture that cannot be shown is a file", async () => {
    network.use(http.get("/chat/thumbnail/*", () => new HttpResponse(null, { status: 404 })));
    const page = await openTalk({
      state: {
        entries: [
          aMessage({
            body: aPicture({ caption: "Der Pegel", preview: "/chat/thumbnail/chat/example.org/gone?size=small" }),
          }),
        ],
      },
    });
    await expect.element(page.getByRole("link", { name: /^Herunterladen: Pegel Auwald\.png/u })).toBeVisible();
    await expect.element(page.getByText("Der Pegel", { exact: true })).toBeVisible();
  });
});
