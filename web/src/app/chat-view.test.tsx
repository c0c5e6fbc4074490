import { readChatAccounts } from "@pforte/shared/contract/chat";
import { aHome } from "@pforte/shared/testing/a-home";
import { everySource } from "@pforte/shared/testing/some-cards";
import { beforeEach, expect, test } from "vitest";
import { chatAccountsQuery } from "#api/chat-accounts-query.ts";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { answerCards } from "#testing/answer-cards.ts";
import { eventually } from "#testing/eventually.ts";
import { anAccount } from "#testing/open-chat.tsx";
import { renderPortal } from "#testing/render-portal.tsx";
import { network, reply } from "#testing/server.ts";
import { smallHomeserver } from "#testing/small-homeserver.ts";

const home = aHome({ sources: everySource });
const room = "/chat/matrix%3A!42%3Aexample.org";

beforeEach(() => {
  answerCards();
  network.use(reply(readChatAccounts, { accounts: [anAccount({ outcome: { state: "not_entitled" } })] }));
});

test("the dock leads into the chat, whose heading takes the focus; the title follows, and the page does not scroll", async () => {
  const page = await renderPortal({ home });
  const link = page.getByRole("navigation", { name: "Leiste" }).getByRole("link", { name: /^Chat/u });
  await link.click();
  const title = page.getByRole("heading", { level: 1 });
  await expect.element(title).toHaveTextContent("Chat");
  await eventually(() => expect(document.activeElement).toBe(title.element()));
  await eventually(() => expect(document.title).toMatch(/Chat – Pforte$/u));
  await expect.element(link).toHaveAttribute("aria-current", "page");
  await expect.element(page.getByRole("heading", { name: "Kein Zugang zu „Chat“" })).toBeVisible();
  expect(document.documentElement.scrollHeight).toBeLessThanOrEqual(globalThis.innerHeight);
  await expectNoBarriers(page.container);
});

test("at the address of a room the dock is still at the chat", async () => {
  const page = await renderPortal({ home, at: room });
  const link = page.getByRole("navigation", { name: "Leiste" }).getByRole("link", { name: /^Chat/u });
  await expect.element(link).toHaveAttribute("aria-current", "page");
  await expect.element(page.getByRole("heading", { name: "Kein Zugang zu „Chat“" }).first()).toBeInTheDocument();
});

test("a paused session hides the rooms, and lets the homeservers go", async () => {
  const page = await renderPortal({ home, at: room });
  await expect.element(page.getByRole("heading", { name: "Kein Zugang zu „Chat“" }).first()).toBeInTheDocument();
  await eventually(() => expect(page.events.followers()).toBe(1));
  page.events.say({ type: "session_ended", because: "expired" });
  await expect.element(page.getByText("Ihr Stand erscheint wieder, sobald Sie weiterarbeiten.")).toBeVisible();
  expect(page.container.querySelector(".rooms")).toBeNull();
  await expectNoBarriers(page.container);
});

test("a source that says anew how it stands stays connected, with all that is under way in it", async () => {
  const seen: Request[] = [];
  const asked: string[] = [];
  const accounts = (): ReturnType<typeof anAccount>[] => {
    asked.push("accounts");
    return [anAccount({ source: "chat", outcome: { state: "ok", at: new Date().toISOString() } })];
  };
  network.use(
    ...smallHomeserver(seen),
    reply(readChatAccounts, () => ({ accounts: accounts() })),
  );
  const page = await renderPortal({ home, at: "/chat" });
  await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
  await page.client.queries.invalidateQueries({ queryKey: chatAccountsQuery.queryKey });
  await eventually(() => expect(asked).toHaveLength(2));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const first = seen.filter(({ url }) => url.includes("/v3/sync") && !url.includes("since="));
  expect(first).toHaveLength(1);
});

test("in a very low window nothing is fixed: the page scrolls as a whole", async () => {
  const { page: window } = await import("vitest/browser");
  const page = await renderPortal({ home, at: "/chat", width: 320 });
  await expect.element(page.getByRole("heading", { name: "Kein Zugang zu „Chat“" })).toBeVisible();
  await window.viewport(320, 225);
  const shell = page.container.querySelector(".shell");
  const inner = [...page.container.querySelectorAll(".sheet, .rooms, .talk")];
  expect(shell?.getBoundingClientRect().height).toBeGreaterThan(225);
  expect(inner.map((part) => getComputedStyle(part).overflowY).filter((value) => value !== "visible")).toEqual([]);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
});
