import { replyInChat } from "@pforte/shared/contract/chat";
import type { CallInput } from "@pforte/shared/contract/endpoint";
import { aHome } from "@pforte/shared/testing/a-home";
import { aChange, anInbox, anInboxItem } from "@pforte/shared/testing/an-inbox";
import { everySource } from "@pforte/shared/testing/some-cards";
import { aRoom, someChatRooms } from "@pforte/shared/testing/some-chat";
import { beforeEach, describe, expect, test } from "vitest";
import { userEvent, type Locator } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { answerCards } from "#testing/answer-cards.ts";
import { answerInbox } from "#testing/answer-inbox.ts";
import { eventually } from "#testing/eventually.ts";
import { renderPortal, type PortalOptions, type RenderedPortal } from "#testing/render-portal.tsx";
import { failure, network, reply } from "#testing/server.ts";
import { replyOutboxOf } from "./reply-outboxes.ts";

type Sent = CallInput<typeof replyInChat>["body"];

const name = "Referat 42 – Wasserrecht";
const id = "matrix:!ref42:example.org";
const home = (language: "de" | "en" = "de") => aHome({ language, sources: everySource });
const item = (canReply = true) =>
  anInboxItem({
    id: "matrix:room:!ref42:example.org",
    source: "matrix",
    object: { kind: "room", title: name, place: null, href: "https://chat.example.org/#/room/1" },
    changes: [aChange({ reason: "mentioned", actor: "Deniz Aslan", text: "Können Sie den Vermerk freigeben?" })],
    room: { id, canReply, message: "$frage" },
  });

let sent: Sent[] = [];
let items = [item(), anInboxItem()];

beforeEach(() => {
  sent = [];
  items = [item(), anInboxItem()];
  answerCards({
    inbox: anInbox({ items }),
    chat: someChatRooms({
      rooms: [
        aRoom({ id, name }),
        aRoom({ id: "matrix:!geheim:example.org", name: "Personalrat", isEncrypted: true }),
        aRoom({ id: "matrix:!neu:example.org", name: "AG Digitale Akte", isInvitation: true }),
      ],
    }),
  });
  answerInbox(() => anInbox({ items }));
  network.use(
    reply(replyInChat, async (request) => {
      sent.push(replyInChat.body.parse(await request.json()));
      return { message: "$neu" };
    }),
  );
});

function refuse(status: number, code: Parameters<typeof failure>[1], some: Parameters<typeof failure>[2] = {}): void {
  network.use(
    reply(replyInChat, async (request) => {
      sent.push(replyInChat.body.parse(await request.json()));
      return failure(status, code, some);
    }),
  );
}

async function openInbox(options: PortalOptions = {}): Promise<RenderedPortal> {
  const page = await renderPortal({ home: home(), at: "/inbox", ...options });
  await expect.element(page.getByRole("row", { name })).toBeVisible();
  return page;
}

const row = (page: RenderedPortal): Locator => page.getByRole("row", { name });
const field = (page: RenderedPortal): Locator => page.getByRole("textbox", { name: `Antwort an ${name}` });

async function openField(page: RenderedPortal): Promise<void> {
  // A pointer that is there already does not enter.
  await userEvent.hover(page.getByRole("heading", { level: 1 }));
  await userEvent.hover(row(page));
  await page.getByRole("button", { name: `Antworten: ${name}` }).click();
  await expect.element(field(page)).toHaveFocus();
}

/** Lets what waits leave, as when the page is left. */
const leave = ({ client }: RenderedPortal): void => replyOutboxOf(client).flush();

describe("an answer from the inbox", () => {
  test("is written below its row and the row says what becomes of it", async () => {
    const page = await openInbox();
    await openField(page);
    await userEvent.keyboard("Ja, bis eins{Shift>}{Enter}{/Shift}Gruß");
    await expectNoBarriers(page.container);
    await userEvent.keyboard("{Enter}");
    await expect.element(row(page).getByText(`Antwort an ${name} wird gesendet …`)).toBeVisible();
    await expect.element(page.getByRole("button", { name: `Antworten: ${name}` })).toHaveFocus();
    expect(sent).toEqual([]);
    leave(page);
    await expect.element(row(page).getByText("Gesendet", { exact: true })).toBeVisible();
    expect(sent).toEqual([{ id: sent[0]?.id, room: id, text: "Ja, bis eins\nGruß", inReplyTo: "$frage" }]);
    await expect.element(page.getByText(`Antwort an ${name} gesendet`)).toBeInTheDocument();
    await expectNoBarriers(page.container);
  });

  test("leaves by itself when the time to take it back is over", { timeout: 30_000 }, async () => {
    const page = await openInbox();
    await openField(page);
    await userEvent.keyboard("Ja{Enter}");
    await expect.element(row(page).getByText("Gesendet", { exact: true }), { timeout: 15_000 }).toBeVisible();
    expect(sent).toHaveLength(1);
  });

  test("leaves the focus at its row when the way back goes by itself", async () => {
    const page = await openInbox();
    await openField(page);
    await userEvent.keyboard("Ja{Enter}");
    await eventually(() =>
      page
        .getByRole("button", { name: /^Rückgängig/u })
        .element()
        .focus(),
    );
    replyOutboxOf(page.client).flush();
    await eventually(() => expect(replyOutboxOf(page.client).get().replies[0]?.state).toBe("sent"));
    expect(document.activeElement).toBe(row(page).element());
  });

  test("is not sent by a key that chooses a word", async () => {
    const page = await openInbox();
    await openField(page);
    await userEvent.fill(field(page), "にほん");
    field(page)
      .element()
      .dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true }));
    await expect.element(field(page)).toHaveValue("にほん");
  });

  test("is taken back into its field, with the focus in it", async () => {
    const page = await openInbox();
    await openField(page);
    await userEvent.keyboard("Ja{Enter}");
    await page.getByRole("button", { name: `Rückgängig: Antwort an ${name}` }).click();
    await expect.element(field(page)).toHaveValue("Ja");
    await expect.element(field(page)).toHaveFocus();
    leave(page);
    await expect.element(page.getByText(/steht wieder im Feld/u)).toBeInTheDocument();
    expect(sent).toEqual([]);
  });

  test("keeps its text when the field is closed by Escape, which gives the focus back", async () => {
    const page = await openInbox();
    await openField(page);
    await userEvent.keyboard("Ja, {Escape}");
    await expect.element(field(page)).not.toBeInTheDocument();
    const button = page.getByRole("button", { name: `Antworten: ${name}` });
    await expect.element(button).toHaveFocus();
    await expect.element(button).toHaveAttribute("aria-expanded", "false");
    await userEvent.keyboard("{Enter}");
    await expect.element(field(page)).toHaveValue("Ja, ");
    await expect.element(field(page)).toHaveFocus();
  });

  test("can be written with every key: none of them goes to the list, none opens or selects the row", async () => {
    const page = await openInbox();
    await openField(page);
    await userEvent.keyboard("e d{ArrowLeft}s u{ArrowUp}{ArrowDown}{Home}x{End} {ArrowRight}y");
    await expect.element(field(page)).toHaveFocus();
    await expect.element(field(page)).toHaveValue("xe s ud y");
    await field(page).click();
    await expect.element(row(page)).not.toHaveAttribute("aria-selected", "true");
    await userEvent.keyboard("{Tab}");
    await expect.element(page.getByRole("button", { name: "Senden" })).toHaveFocus();
    expect(sent).toEqual([]);
  });

  test("that says nothing is not sent, and one that is too long says by how much", async () => {
    const page = await openInbox();
    await openField(page);
    await userEvent.keyboard("  {Enter}");
    await expect.element(field(page)).toHaveFocus();
    await userEvent.fill(field(page), "x".repeat(4012));
    await userEvent.keyboard("{Enter}");
    const problem = page.getByText(/^Die Antwort ist 12 Zeichen zu lang/u);
    await expect.element(problem).toBeVisible();
    await expect.element(field(page)).toHaveAttribute("aria-describedby", problem.element().id);
    await expect.element(field(page)).toHaveAttribute("aria-invalid", "true");
    leave(page);
    expect(sent).toEqual([]);
  });

  test("is not offered where nothing can be written, and never for what is no room", async () => {
    items = [item(false), anInboxItem()];
    const page = await openInbox();
    await userEvent.hover(row(page));
    await expect.element(page.getByRole("button", { name: `Später: ${name}` })).toBeVisible();
    await expect.element(page.getByRole("button", { name: /^Antworten/u })).not.toBeInTheDocument();
  });
});

describe("an answer that fails", () => {
  async function fail(page: RenderedPortal): Promise<void> {
    await openField(page);
    await userEvent.keyboard("Ja{Enter}");
    await expect.element(row(page).getByText(/wird gesendet/u)).toBeVisible();
    leave(page);
    await expect.element(row(page).getByText("Nicht gesendet: Ja")).toBeVisible();
  }

  test("stays in its row through live changes, and is sent again as the same one", async () => {
    refuse(503, "source_unavailable");
    const page = await openInbox();
    await fail(page);
    await expect.element(row(page).getByText(/Dieses Werkzeug antwortet gerade nicht/u)).toBeVisible();
    await expectNoBarriers(page.container);
    items = [{ ...item(), isRead: true }, anInboxItem()];
    await page.client.queries.invalidateQueries({ queryKey: ["inbox"] });
    await expect.element(row(page).getByText("Nicht gesendet: Ja")).toBeVisible();
    network.use(
      reply(replyInChat, async (request) => {
        sent.push(replyInChat.body.parse(await request.json()));
        return { message: "$neu" };
      }),
    );
    await page.getByRole("button", { name: `Erneut senden: Antwort an ${name}` }).click();
    await expect.element(row(page).getByText("Gesendet", { exact: true })).toBeVisible();
    expect(sent.map((one) => one.id)).toEqual([sent[0]?.id, sent[0]?.id]);
  });

  test("moves to the head of the view when its row is gone or another view is opened, and can be let go of there", async () => {
    refuse(503, "source_unavailable");
    const page = await openInbox();
    await fail(page);
    items = [anInboxItem()];
    await page.client.queries.invalidateQueries({ queryKey: ["inbox"] });
    const lost = page.getByRole("region", { name: "Antworten, die noch unterwegs sind" });
    await expect.element(lost.getByRole("heading", { name })).toBeVisible();
    await expect.element(lost.getByText("Nicht gesendet: Ja")).toBeVisible();
    await expectNoBarriers(page.container);
    await page.getByRole("link", { name: "Start", exact: true }).click();
    const card = page.getByRole("region", { name: "Chat" });
    await expect.element(card.getByText("Nicht gesendet: Ja")).toBeVisible();
    await expect.element(lost).not.toBeInTheDocument();
    await page.getByRole("button", { name: `Verwerfen: Antwort an ${name}` }).click();
    await expect.element(page.getByText("Nicht gesendet: Ja")).not.toBeInTheDocument();
  });

  test.each([
    [403, "room_encrypted", /weil er verschlüsselt ist/u],
    [403, "forbidden", /In diesen Raum können Sie nicht schreiben/u],
    [404, "not_found", /Diesen Raum gibt es nicht mehr/u],
  ] as const)("with %i %s says why, and leads to the room in Element", async (status, code, sentence) => {
    refuse(status, code);
    const page = await openInbox();
    await fail(page);
    await expect.element(row(page).getByText(sentence)).toBeVisible();
    const link = page.getByRole("link", { name: `In Element öffnen: ${name}` });
    await expect.element(link).toHaveAttribute("href", "https://chat.example.org/#/room/1");
    await expect.element(link).toHaveAttribute("rel", "noopener noreferrer");
  });

  test("because the tool wants no more says until when", async () => {
    refuse(503, "source_unavailable", { retryAfterSeconds: 120 });
    const page = await openInbox();
    await fail(page);
    await expect.element(row(page).getByText("Der Chat ist gerade ausgelastet. Weiter um 10:46 Uhr.")).toBeVisible();
  });

  test("because the session is over pauses the page and keeps the text in it", async () => {
    refuse(401, "signed_out");
    const page = await openInbox();
    await openField(page);
    await userEvent.keyboard("Ja{Enter}");
    leave(page);
    await eventually(() => expect(page.client.session.get().kind).toBe("paused"));
    expect(page.journeys).toEqual([]);
    page.client.session.resume();
    await expect.element(page.getByText("Nicht gesendet: Ja")).toBeVisible();
  });
});

describe("an answer from the chat's card", () => {
  test("is offered for rooms that can be written to, and opens below the row", async () => {
    const page = await renderPortal({ home: home() });
    const card = page.getByRole("region", { name: "Chat" });
    await card.getByRole("button", { name: `Antworten: ${name}` }).click();
    await expect.element(field(page)).toHaveFocus();
    await expectNoBarriers(page.container);
    expect(card.getByRole("button", { name: /^Antworten/u }).elements()).toHaveLength(1);
    await userEvent.keyboard("Ja{Enter}");
    await expect.element(card.getByText(/wird gesendet/u)).toBeVisible();
    leave(page);
    await eventually(() => expect(sent).toEqual([{ id: sent[0]?.id, room: id, text: "Ja", inReplyTo: null }]));
  });

  test("fits on a phone, in English", async () => {
    const page = await renderPortal({ home: home("en"), width: 360 });
    await page.getByRole("button", { name: `Reply: ${name}` }).click();
    const written = page.getByRole("textbox", { name: `Reply to ${name}` });
    await expect.element(written).toHaveFocus();
    await userEvent.keyboard("Yes{Enter}");
    await expect.element(page.getByText(/^Sending reply to/u).first()).toBeVisible();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
    await expectNoBarriers(page.container);
    await page.getByRole("button", { name: /^Undo/u }).click();
    await expect.element(written).toHaveValue("Yes");
  });
});

test("nothing of it is left for whoever comes after a sign-out: it is sent, and forgotten (S52)", async () => {
  const page = await openInbox();
  await openField(page);
  await userEvent.keyboard("Ja{Enter}");
  await expect.element(row(page).getByText(/wird gesendet/u)).toBeVisible();
  page.client.session.forget();
  await eventually(() => expect(sent).toHaveLength(1));
  await expect.element(page.getByText(/wird gesendet …$/u)).not.toBeInTheDocument();
  await expect.element(page.getByRole("region", { name: /unterwegs/u })).not.toBeInTheDocument();
});

test("rooms are opened in the portal, from the card, the inbox's card and the inbox", async () => {
  const page = await renderPortal({ home: home() });
  const path = "/chat/matrix%3A!ref42%3Aexample.org";
  for (const card of ["Chat", "Eingang"]) {
    const link = page.getByRole("region", { name: card }).getByRole("link", { name: new RegExp(name, "u") });
    await expect.element(link).toHaveAttribute("href", path);
    await expect.element(link).not.toHaveAttribute("target");
  }
  await expect.element(page.getByRole("link", { name: "Alle anzeigen: Chat" })).toHaveAttribute("href", "/chat");
  await page.unmount();
  const inbox = await openInbox();
  const link = row(inbox).getByRole("link", { name: new RegExp(name, "u") });
  await expect.element(link.first()).toHaveAttribute("href", path);
});
